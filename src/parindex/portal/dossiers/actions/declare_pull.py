"""Declare that a source is asked for its dossiers each night, or change or switch off how it is."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from urllib.parse import parse_qsl, urlsplit

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.actions import stream_of
from parindex.portal.dossiers.engine_bridge.pulling import PullFailed, Service, place_of
from parindex.portal.dossiers.models import DossierSource, NightlyPull, TokenFrom
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused

LONGEST_ADDRESS = 500
MOST_A_PAGE = 10_000
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-\[\]]{0,39}")
SECRET = re.compile(r"token|key|secret|pass|pwd|sig|auth|cred|ma_?truy_?cap", re.IGNORECASE)
"""Names of parameters that would bring a secret into the database with the address."""


@dataclass(frozen=True, slots=True)
class PullWords:
    """A declaration as a person writes it; ``hour`` 0–23 in Vietnam."""

    address: str
    hour: int
    page_size: int = 500
    page_name: str = "page"
    size_name: str = "size"
    first_page: int = 1
    records_key: str = ""
    token_from: str = TokenFrom.NONE.value
    is_on: bool = True


@transaction.atomic
def declare_pull(*, actor: User | None, source: DossierSource, words: PullWords) -> tuple[NightlyPull, bool]:
    """Write it and whether anything changed. Nothing is asked of the source yet.

    Raises ``NotAllowed``; ``ActionRefused`` for an address that is none, holds a secret or is not of http(s), and for
    numbers out of range.
    """
    permissions.may_declare_pull(actor, source.owner).or_refuse()
    words = _checked(source, words)
    DossierSource.objects.select_for_update().get(pk=source.pk)
    before = NightlyPull.objects.filter(source=source).first()
    if before is not None and words_of(before) == words:
        return before, False
    pull, _ = NightlyPull.objects.update_or_create(
        source=source,
        defaults={**asdict(words), "declared_at": clock.now(), "declared_by": actor, "problem_code": ""},
    )
    audit.record(
        stream=stream_of(source),
        actor=actor,
        action="dossiers.declare_pull",
        subject=pull.public_id,
        references={
            "source": source.code,
            "place": place_of(service_of(pull)),
            "hour": words.hour,
            "is_on": words.is_on,
            "token_from": words.token_from,
        },
    )
    return pull, True


def words_of(pull: NightlyPull) -> PullWords:
    """What was declared."""
    return PullWords(**{name: getattr(pull, name) for name in PullWords.__slots__})


def service_of(pull: NightlyPull) -> Service:
    """What is asked."""
    words = words_of(pull)
    return _service(pull.source, words)


def _service(source: DossierSource, words: PullWords) -> Service:
    return Service(source.code, **{name: getattr(words, name) for name in Service.__slots__ if name != "source"})


def _checked(source: DossierSource, words: PullWords) -> PullWords:
    try:
        place_of(_service(source, words))
    except PullFailed as refused:
        raise ActionRefused(refused.code, refused.values) from refused
    asked = [name for name, _ in parse_qsl(urlsplit(words.address).query, keep_blank_values=True)]
    if any(SECRET.search(name) for name in asked):
        raise ActionRefused("lake.pull_secret_in_address")
    named = all(NAME.fullmatch(name) for name in (words.page_name, words.size_name))
    if not named or (words.records_key and not NAME.fullmatch(words.records_key)):
        raise ActionRefused("dossiers.pull_bad_name")
    in_range = 0 <= words.hour <= 23 and 1 <= words.page_size <= MOST_A_PAGE and 0 <= words.first_page <= 1
    if not in_range or len(words.address) > LONGEST_ADDRESS or words.token_from not in TokenFrom.values:
        raise ActionRefused("dossiers.pull_out_of_range", {"most": MOST_A_PAGE})
    return words
