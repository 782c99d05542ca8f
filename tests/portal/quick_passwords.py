"""The portal's way of hashing passwords, at its least cost.

A guess shall be dear; a test that registers eight people shall not: at full cost each takes 0.2 s of the processor,
which was most of the portal's tests. ``test_passwords_are_dear`` holds that the portal itself keeps the full cost.
"""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 over one pass of 8 KiB."""

    time_cost, memory_cost, parallelism = 1, 8, 1
