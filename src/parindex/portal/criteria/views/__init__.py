"""Pages of criteria sets."""
