"""The web process of the demonstration: pages and worker threads in one process."""

import atexit

from django.conf import settings

from parindex.portal.platform import worker
from parindex.portal.site.wsgi import application

__all__ = ["application"]

worker.start_threads(settings.WORKER_THREADS)
atexit.register(worker.stop_threads)
