"""Spreadsheets in and out: rows that cannot be read are listed with place and reason."""
