"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils.module_loading import import_string

from parindex.portal.site import settings


def test_passwords_are_dear() -> None:
    """The portal's own hasher, not that of the tests: Argon2id, at least 19 MiB and two passes (OWASP's floor)."""
    hasher = import_string(settings.PASSWORD_HASHERS[0])()
    assert isinstance(hasher, Argon2PasswordHasher)
    told = hasher.decode(hasher.encode("cai-cach-2026", hasher.salt()))
    assert told["variety"] == "argon2id"
    assert told["memory_cost"] >= 19 * 1024 and told["time_cost"] >= 2
