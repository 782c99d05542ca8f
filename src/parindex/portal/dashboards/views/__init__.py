"""Overview and search."""
