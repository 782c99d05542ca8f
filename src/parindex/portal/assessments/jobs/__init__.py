"""Work on rounds that takes longer than a page may wait."""
