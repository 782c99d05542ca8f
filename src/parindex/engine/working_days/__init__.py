"""Deadlines in working days and hours, over calendars that are data."""
