"""The Django product, one app per subject (see docs/map.md)."""
