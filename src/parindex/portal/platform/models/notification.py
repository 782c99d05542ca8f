"""A message to one person: shown in his pages and sent by mail."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Notification(models.Model):
    """A code and values, told once to one person; sentences are made when it is shown or mailed.

    `key` says what it is about and makes it single: the same reminder is never told twice.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications")
    key = models.CharField(max_length=200)
    code = models.CharField(max_length=80)
    values = models.JSONField(default=dict)
    address = models.CharField(max_length=300, blank=True)
    """Path of the page where the work is done."""
    written_at = models.DateTimeField(db_index=True)
    mailed_at = models.DateTimeField(null=True)
    mail_problem = models.CharField(max_length=200, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-written_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="platform_notification_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} to {self.person_id}"
