"""Catalogue of administrative procedures."""
