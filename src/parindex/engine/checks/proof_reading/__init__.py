"""Proof-reading: figures and text of a document held against themselves, each finding with its cause and repair."""
