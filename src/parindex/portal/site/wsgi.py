"""The door for a WSGI server: pages, and in the same process the worker threads and the timetable."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from parindex.portal.site.arriving_bodies import Limits
from parindex.portal.site.slow_bodies import with_places

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.portal.site.settings")
limits = Limits(
    seconds=settings.BODY_SECONDS,
    grace=settings.BODY_GRACE_SECONDS,
    rate=settings.BODY_BYTES_PER_SECOND,
    at_once=settings.BODIES_AT_ONCE,
)
application = with_places(get_wsgi_application(), limits=limits)
# Needs the models, which are there only now.
background = import_module("parindex.portal.site.background")
background.collect_less_often()
background.start()
