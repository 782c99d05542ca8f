"""Reporting windows, cut-offs and due dates; gaps and overlaps."""
