"""What runs beside the pages in the web process: worker threads and the timetable."""

import atexit
import gc

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


def collect_less_often() -> None:
    """Python's collector of cycles leaves alone what stands already (models, templates, addresses: they stay until the
    end) and looks at new objects in larger lots: a query of many rows makes thousands of objects that are no cycles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
