"""The audit: what was done, by whom, to what. Append-only, each stream a chain of hashes, heads sealed daily."""

from typing import Any, NoReturn, TypeVar

from django.conf import settings
from django.db import models

Row = TypeVar("Row", bound=models.Model)


class AppendOnlyError(Exception):
    """Someone tried to change or delete an audit row."""


class AppendOnlyQuerySet(models.QuerySet[Row]):
    """Rows that are written once."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit rows are not changed")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit rows are not changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("audit rows are not deleted")


class AppendOnlyModel(models.Model):
    """A row that can be inserted and never changed or deleted."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnlyError("audit rows are not changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit rows are not deleted")


class AuditEntry(AppendOnlyModel):
    """One act. Holds references (public ids, counts, codes), never personal data.

    `stream` names the chain: one unit in one round, one document, one plan. `hash` covers every other field and the
    hash of the entry before it in the stream, so that an entry cannot be changed, removed or slipped in unnoticed.
    """

    stream = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    references = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "number"], name="audit_one_chain_per_stream")]
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.stream} #{self.number} {self.action}"


class AuditSeal(AppendOnlyModel):
    """The heads of all streams at the end of a day, hashed together with the seal before."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    last_entry = models.BigIntegerField()
    heads_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"seal of {self.day}"
