"""What runs beside the pages in the web process: worker threads and the timetable."""

import atexit

from django.conf import settings

from parindex.portal.platform import worker
from parindex.portal.site import schedule


def start() -> None:
    """Start the threads that `PARINDEX_WORKER_THREADS` asks for (none: neither jobs nor timetable), until the end."""
    if settings.WORKER_THREADS > 0:
        worker.start_threads(settings.WORKER_THREADS)
        stop = schedule.start_thread()
        atexit.register(worker.stop_threads)
        atexit.register(stop.set)
