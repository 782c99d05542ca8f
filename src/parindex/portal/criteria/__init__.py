"""Criteria sets: identities, immutable versions, and the rows derived from them for foreign keys."""
