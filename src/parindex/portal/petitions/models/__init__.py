"""Models of petitions."""
