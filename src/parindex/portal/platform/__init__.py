"""Furniture and foundations without business: audit, permissions, refusals, files, jobs, events, clock, page parts."""
