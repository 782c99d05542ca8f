"""Overviews: what there is, and where to look. Reads only."""
