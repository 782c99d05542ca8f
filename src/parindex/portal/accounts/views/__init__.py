"""Pages of signing in that are our own."""
