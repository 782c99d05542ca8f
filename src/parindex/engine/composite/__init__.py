"""Sums up the tree, applicable maximum, rank, class; lost points; what-if; path to a target."""
