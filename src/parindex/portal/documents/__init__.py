"""Catalogue of documents and their files: stores, never drafts."""
