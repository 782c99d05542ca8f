"""Rule kinds: inputs in, points and steps out; one file a kind, one table that lists them."""
