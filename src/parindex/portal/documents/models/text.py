"""What a kept file says: its text in pieces that are searched, and the documents that it cites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from parindex.portal.platform.models import StoredFile

INDEX = "documents_textpassage_words"
"""The full-text index: on SQLite a virtual table (FTS5) kept by triggers, on PostgreSQL a GIN index. Both are of the
folded words: neither database folds đ by itself."""


class FileReading(models.Model):
    """One reading of one file. The same bytes are read once, whichever documents hold them."""

    class State(models.TextChoices):
        """Whether there is a text."""

        READ = "read"
        NOT_READ = "not_read"

    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="text_reading")
    state = models.CharField(max_length=8, choices=State)
    problem_code = models.CharField(max_length=80, blank=True)
    """Wording code: why there is no text."""
    problem_values = models.JSONField(default=dict)
    edition = models.PositiveSmallIntegerField()
    """Which reader wrote it: what an older one wrote may be read again."""
    pages = models.PositiveIntegerField(null=True)
    passages = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.stored_id} {self.state}"


class SearchedField(models.TextField[str, str]):
    """Folded words with single blanks. ``__has_words=("cai cach", "2024")``: all of these, each in a row."""


@SearchedField.register_lookup
class HasWords(models.Lookup[Any]):
    """Whole words in a row, through the index. Terms are words of ``a``–``z`` and digits only."""

    lookup_name = "has_words"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Sequence[str | int]]:
        """Rows that the virtual table finds."""
        table = connection.ops.quote_name(self.lhs.alias)
        asked = " AND ".join(f'"{term}"' for term in self.rhs)
        return f'{table}."id" IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s)', [asked]  # noqa: S608  # names of our own

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Sequence[str | int]]:
        """The expression of the index, word for word."""
        column, values = self.process_lhs(compiler, connection)
        asked = " & ".join("(" + " <-> ".join(f"'{word}'" for word in term.split()) + ")" for term in self.rhs)
        return f"to_tsvector('simple'::regconfig, {column}) @@ to_tsquery('simple'::regconfig, %s)", [*values, asked]


class TextPassage(models.Model):
    """A piece of the text, as printed, with its place. Written and removed with its reading, never changed.

    A migration that makes SQLite copy this table has to make the triggers of the index again (``0003_texts``).
    """

    reading = models.ForeignKey(FileReading, on_delete=models.CASCADE, related_name="text_passages")
    position = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True)
    """1-based; of a PDF."""
    line = models.PositiveIntegerField()
    """1-based line of its beginning; of a Word file: paragraph or table row."""
    text = models.TextField()
    searched = SearchedField()
    """``words_of`` of the text, and of the text with its noise of scanning put right."""

    class Meta:
        ordering: ClassVar = ["reading", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "position"], name="documents_one_passage_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.reading_id}/{self.position}"


class CitedDocument(models.Model):
    """One mention of another document, as read. Which card it means is told when it is looked at: cards change."""

    reading = models.ForeignKey(FileReading, on_delete=models.CASCADE, related_name="citations")
    position = models.PositiveIntegerField()
    relation = models.CharField(max_length=12)
    """``basis``, ``proposal``, ``reference``, ``implements``, ``amends``, ``attached_to``."""
    within = models.PositiveIntegerField(null=True)
    """Position of the citation that it implements or amends, or is named in."""
    type = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=80, blank=True)
    """With its symbol, as printed."""
    sign_key = models.CharField(max_length=120, blank=True, db_index=True)
    issued_on = models.DateField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    month = models.PositiveSmallIntegerField(null=True)
    """Of a date that is printed in part."""
    issuer = models.CharField(max_length=300, blank=True)
    body_key = models.CharField(max_length=300, blank=True)
    title = models.TextField(blank=True)
    missing = models.JSONField(default=list)
    """Parts that a full citation has and this one has not: ``number``, ``date``, ``issuer``."""
    standing = models.CharField(max_length=10)
    """Whether the act was in force on the day of the citing document, as far as the rulebooks know."""
    replaced_by = models.JSONField(default=list)
    page = models.PositiveIntegerField(null=True)
    line = models.PositiveIntegerField()
    passage = models.TextField()
    """Verbatim."""

    class Meta:
        ordering: ClassVar = ["reading", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "position"], name="documents_one_citation_a_place")
        ]

    def __str__(self) -> str:
        return self.number or self.type
