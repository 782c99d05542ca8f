"""Rows of accounts."""

from parindex.portal.accounts.models.user import User

__all__ = ["User"]
