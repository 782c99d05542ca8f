"""The portal's settings with one more address."""

from parindex.portal.site.settings import *  # noqa: F403  # a variant of them

ROOT_URLCONF = "benchmarks.bare.urls"
