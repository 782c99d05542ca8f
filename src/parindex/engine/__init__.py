"""Calculation only: values, bytes or streams in and out; no database, path, process, clock or environment."""

ENGINE_VERSION = "1"
"""Written into every result. Raised when the arithmetic of any rule kind changes."""
