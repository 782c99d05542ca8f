"""The calendar of a round as typed: days and minutes as people write them, what is wrong said beside its box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from parindex.engine.numbers.printing import show_date
from parindex.engine.numbers.reading import read_date
from parindex.portal.assessments.actions import StageTimes
from parindex.portal.assessments.models import Round, RoundStage
from parindex.portal.assessments.queries.windows import windows_of
from parindex.portal.platform import clock
from parindex.portal.platform.words import say


@dataclass(slots=True)
class StageLine:
    """A stage with its two boxes."""

    stage: RoundStage
    opens: str
    closes: str
    row_version: str
    problem: str = ""
    cut_reason: str = ""
    """Why it was made to end earlier; empty when it was not."""

    @property
    def code(self) -> str:
        """Wording code of the stage."""
        return f"round_stage.{self.stage.value}"


def stage_lines(round_: Round, asked: Mapping[str, str] | None = None) -> list[StageLine]:
    """The stages as they stand, or as they were typed."""
    rows = windows_of(round_)
    lines = []
    for stage in RoundStage:
        row = rows.get(stage)
        opens = shown_moment(row.opens_at, end=False) if row else ""
        closes = shown_moment(row.closes_at, end=True) if row else ""
        version = str(row.row_version if row else 0)
        if asked is not None:
            opens, closes = asked.get(f"{stage}-tu", ""), asked.get(f"{stage}-den", "")
            version = asked.get(f"{stage}-phien", version)
        lines.append(StageLine(stage, opens.strip(), closes.strip(), version, cut_reason=row.cut_reason if row else ""))
    return lines


def read_stages(lines: list[StageLine]) -> list[StageTimes]:
    """The times of the lines that hold any; a line that cannot be read gets its ``problem``."""
    times = []
    for line in lines:
        if not line.opens and not line.closes:
            continue
        opens, closes = read_moment(line.opens, end=False), read_moment(line.closes, end=True)
        if opens is None or closes is None:
            text = line.opens if opens is None else line.closes
            line.problem = _("“%(text)s” is not a moment. Write dd/mm/yyyy or dd/mm/yyyy hh:mm.") % {"text": text}
            continue
        version = int(line.row_version) if line.row_version.isdigit() else None
        times.append(StageTimes(line.stage, opens, closes, version))
    return times


def read_moment(text: str, *, end: bool) -> datetime | None:
    """``15/12/2026 17:00``; a day alone is its beginning, or as an end its last minute over. None: not read."""
    day_text, _space, time_text = text.strip().partition(" ")
    day = read_date(day_text).value
    if not isinstance(day, date):
        return None
    if not time_text.strip():
        midnight = datetime.combine(day, time(), tzinfo=clock.VIETNAM)
        return midnight + timedelta(days=1) if end else midnight
    try:
        return datetime.combine(day, time.fromisoformat(time_text.strip().replace("h", ":")), tzinfo=clock.VIETNAM)
    except ValueError:
        return None


def shown_moment(moment: datetime, *, end: bool) -> str:
    """The text that ``read_moment`` reads back."""
    local = moment.astimezone(clock.VIETNAM)
    if (local.hour, local.minute) != (0, 0):
        return f"{show_date(local.date())} {local:%H:%M}"
    return show_date((local - timedelta(days=1)).date() if end else local.date())


def stage_words() -> list[tuple[str, str]]:
    """Stages for a list of choices."""
    return [(stage.value, say(f"round_stage.{stage.value}")) for stage in RoundStage]
