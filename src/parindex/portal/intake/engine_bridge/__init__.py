"""The engine's reader and proof-reader, as this app calls them."""
