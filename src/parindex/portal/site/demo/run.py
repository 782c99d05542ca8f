"""Prepare the demonstration's database and serve it."""

import sys
import threading
import time
import urllib.error
import urllib.request

from django.conf import settings
from django.core.management import call_command
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from parindex.portal.site.demo.cast import CAST, PASSWORD
from parindex.portal.site.demo.guard import reasons_against
from parindex.portal.site.demo.loaders import FIRST
from parindex.portal.site.demo.loading import ask_for_loading
from parindex.portal.site.demo.tour import STEPS
from parindex.portal.site.slow_bodies import THREADS
from parindex.wording import sentence

ADDRESS = "127.0.0.1"


def prepare() -> list[str]:
    """Bring the database to the point where people can sign in; gives the reasons against using it, if there are
    any.
    """
    reasons = reasons_against()
    if reasons:
        return reasons
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for load in FIRST:
        load.load(lambda done, total: None)
    return []


def serve(port: int) -> None:
    """Serve on this machine until stopped; pages and worker threads share one process."""
    threading.Thread(target=_announce, args=(port,), daemon=True).start()
    Server(
        "parindex.portal.site.wsgi:application",
        address=ADDRESS,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        # A worker that dies is started again: who sits at a page waits some seconds instead of finding nothing there.
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()


def sign_in_address(port: int) -> str:
    """The sign-in page."""
    return f"http://{ADDRESS}:{port}/tai-khoan/login/"


def answers(port: int) -> bool:
    """Whether the server answers."""
    try:
        urllib.request.urlopen(sign_in_address(port), timeout=5).close()  # noqa: S310  # our own address
    except (urllib.error.URLError, OSError):
        return False
    return True


def _announce(port: int) -> None:
    """Once the server answers: load the rest (not before, or it would take the time of the first pages), and tell
    where it is and who can sign in.
    """
    while not answers(port):
        time.sleep(0.1)
    ask_for_loading()
    lines = [
        f"parindex, bản trình diễn: http://{ADDRESS}:{port}/   (dừng: Ctrl C)",
        f"Dữ liệu: {settings.DATABASES['default']['NAME']}. Số liệu của các xã là số liệu mô phỏng.",
        f"Đăng nhập (chỉ trên máy này), mật khẩu chung: {PASSWORD}",
        *(f"  {part.username:<6} {part.full_name:<16} {part.title}: {part.what}" for part in CAST),
        f"Bắt đầu từ đây, mười bước qua một đợt: http://{ADDRESS}:{port}/bat-dau-tu-day/",
        *(f"  {number:>2}. ({step.username}) {sentence(step.title)}" for number, step in enumerate(STEPS, start=1)),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
