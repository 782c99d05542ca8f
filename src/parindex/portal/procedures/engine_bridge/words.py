"""Words of the day for online levels: what they mean now, and whether they were in use on a day."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

from parindex.portal.platform.folding import fold
from parindex.portal.procedures.models import OnlineLevel


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LevelWords(_Part):
    """Words of one act for one level; ``begins`` … ``until``: the days on which they were those of the law."""

    means: OnlineLevel
    words: tuple[str, ...]
    begins: date | None = Field(alias="from", default=None)
    until: date | None = None
    act: str


class TimeLimit(_Part):
    """Working days for announcing before effect and for making public after the decision."""

    announced_by: str
    announce_before: int
    make_public_within: int


class ProcedureRules(_Part):
    """``rulebooks/status_maps/procedures.yaml``."""

    schema_name: str = Field(alias="schema")
    online_levels: tuple[LevelWords, ...]
    time_limits: tuple[TimeLimit, ...]
    parts: int
    districts_until: date


class Meaning(NamedTuple):
    """What a word means; ``of_its_day``: the law used it on that day; ``act``: which act it comes from."""

    level: OnlineLevel
    of_its_day: bool
    act: str


@cache
def rules() -> ProcedureRules:
    """The shipped words and limits."""
    content = (files("parindex") / "rulebooks" / "status_maps" / "procedures.yaml").read_text("utf-8")
    return ProcedureRules.model_validate(YAML(typ="safe", pure=True).load(content))


def same_word(text: str) -> str:
    """A text without accents, capitals and punctuation, for comparing words."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(text)).split())


def online_level_of(text: str, day: date) -> Meaning | None:
    """What ``text`` means on ``day`` (of the decision); None: no act uses such a word."""
    wanted = same_word(text)
    for entry in rules().online_levels:
        if wanted in {same_word(word) for word in entry.words}:
            in_use = (entry.begins is None or entry.begins <= day) and (entry.until is None or day <= entry.until)
            return Meaning(entry.means, in_use, entry.act)
    return None
