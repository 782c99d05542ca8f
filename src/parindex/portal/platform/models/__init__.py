"""Rows of the platform."""

from parindex.portal.platform.models.audit import AppendOnlyError, AuditEntry, AuditSeal
from parindex.portal.platform.models.event import Event, Reaction, TimedWork
from parindex.portal.platform.models.job import JobProgress
from parindex.portal.platform.models.notification import Notification
from parindex.portal.platform.models.stored_file import StoredFile

__all__ = [
    "AppendOnlyError",
    "AuditEntry",
    "AuditSeal",
    "Event",
    "JobProgress",
    "Notification",
    "Reaction",
    "StoredFile",
    "TimedWork",
]
