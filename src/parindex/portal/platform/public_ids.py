"""Opaque public ids: what addresses and files show instead of row numbers."""

import secrets
from typing import Any

from django.db import models

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: they are read aloud and typed from paper
LENGTH = 12


def new_public_id() -> str:
    """A random id of twelve characters (about 59 bits)."""
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))


class PublicIdField(models.CharField[str, str]):
    """The public id of a row: unique, given once, never edited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LENGTH)
        kwargs.setdefault("default", new_public_id)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
