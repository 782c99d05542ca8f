"""The person who signs in."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models

from parindex.portal.platform.public_ids import PublicIdField


class User(AbstractUser):
    """A person. What he may do follows from his memberships (organisations), never from flags here."""

    first_name = None  # type: ignore[assignment]  # Vietnamese names are written whole
    last_name = None  # type: ignore[assignment]

    public_id = PublicIdField()
    full_name = models.CharField(max_length=150)
    phone = models.CharField(max_length=30, blank=True)
    # Signs in only in the demonstration, and only from this machine (sign_in.py).
    is_demonstration = models.BooleanField(default=False)
    # When the invitation that counts was asked for; an older link opens nothing.
    invited_at = models.DateTimeField(null=True, blank=True)

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~models.Q(email=""), name="user_one_person_per_email")
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """The whole name."""
        return self.full_name

    def get_short_name(self) -> str:
        """The given name, which in Vietnamese stands last."""
        return self.full_name.rsplit(" ", 1)[-1]

    def clean(self) -> None:
        """E-mail addresses are kept in lower case: people type them any way."""
        super().clean()
        self.email = self.email.lower()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)
