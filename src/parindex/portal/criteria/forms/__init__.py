"""Forms of criteria sets."""
