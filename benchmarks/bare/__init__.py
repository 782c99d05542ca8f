"""A bare Django view to measure a row save against; used by ``benchmarks/row_saves.py`` only."""
