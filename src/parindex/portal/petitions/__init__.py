"""Petitions, proposals and dialogues of citizens."""
