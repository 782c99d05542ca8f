"""`parindex manage demo [--check] [--port N]`: the demonstration, on its own database, on this machine only."""

import os
import secrets
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from parindex.portal.site import catalogues

PORT = 8000
ADDRESS = "127.0.0.1"


class Command(BaseCommand):
    """Set the environment of the demonstration and become its server (or its check): settings are read once a
    process.
    """

    help = (
        "Prepare, load and serve the demonstration; --check does it on a throw-away database and requests every page."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Serve or check, and where."""
        parser.add_argument(
            "--check", action="store_true", help="throw-away database, every page as everyone, then end"
        )
        parser.add_argument("--port", type=int, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Does not come back: the process goes on as `demo_serve` or `demo_check`."""
        catalogues.compile_all()
        check = options["check"]
        var = Path(tempfile.mkdtemp(prefix="parindex-check-")) if check else settings.VAR
        port = options["port"] or (free_port() if check else PORT)
        if is_taken(port):
            raise CommandError(f"Cổng {port} đang được dùng. Chọn cổng khác: --port {free_port()}")
        command = ["demo_check" if check else "demo_serve", "--port", str(port)]
        environment = os.environ | demonstration_environment(var)
        os.execve(sys.executable, [sys.executable, "-m", "django", *command], environment)  # noqa: S606  # ourselves


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as asked:
        asked.bind((ADDRESS, 0))
        port: int = asked.getsockname()[1]
        return port


def is_taken(port: int) -> bool:
    """Whether someone listens on the port already."""
    with socket.socket() as asked:
        return asked.connect_ex((ADDRESS, port)) == 0


def demonstration_environment(var: Path) -> dict[str, str]:
    """The variables of the demonstration; its secret key is kept beside its database."""
    var.mkdir(parents=True, exist_ok=True)
    environment = {
        "DJANGO_SETTINGS_MODULE": "parindex.portal.site.settings",
        "PARINDEX_DEMONSTRATION": "1",
        "PARINDEX_VAR": str(var),
        "PARINDEX_LAKE": os.environ.get("PARINDEX_LAKE") or str(var / "demonstration_lake"),
        "PARINDEX_STATIC": "collected",
        "PARINDEX_SECRET_KEY": _kept_key(var / "demonstration_key"),
    }
    if not os.environ.get("PARINDEX_DATABASE_URL"):
        environment["PARINDEX_SQLITE"] = str(var / "demonstration.sqlite3")
    return environment


def _kept_key(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path.read_text(encoding="utf-8")
