"""One database: `python -m benchmarks.bare SECONDS`, with the environment that ``benchmarks/row_saves.py`` sets."""

import sys
from importlib import import_module

import django

django.setup()
# Needs the models, which are there only now.
sys.exit(import_module("benchmarks.bare.measuring").measure(float(sys.argv[1])))
