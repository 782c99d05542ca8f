"""The row saves of sixty officers and the bare Django view beside them; run by ``benchmarks/row_saves.py``."""
