"""Template words about people and units."""
