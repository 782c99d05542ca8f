"""Proof-reading: one figure of a document changed at random, 1.000 times; recall and false alarms by kind.

Run: ``.venv/bin/python benchmarks/proof_reading.py [mutations] [folder of other texts]``. Own documents are those of
the tests; those that an author wrote who knew neither reader nor rules are measured apart, and so are texts of another
folder. A mutation is found when a finding in the figures is there that was not there before. It breaks a printed
identity when an identity of the unchanged document holds no longer; a figure that stands in no identity found and is
not among the free ones (``FREE``, ``free_figures.yaml``) counts as broken too, so a relation that is overlooked lowers
the recall. Of other texts nobody has listed the free figures: there the share of figures that stand in an identity is
printed beside the recall. False alarms: findings in the figures of unchanged own documents per page of 400 words.
Goals: recall of 95 %, one false alarm in 20 pages at most, 30 pages read and proof-read in a second.
A folder with lists of identities beside its documents is measured by these (``printed_identities.py``).
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a script

from benchmarks.printed_identities import SUFFIX, WORDS_A_PAGE, figure_findings, measured_by_lists

from parindex.engine.checks.proof_reading.constraints import constraints_of
from parindex.engine.checks.proof_reading.from_reading import proof_text
from parindex.engine.checks.proof_reading.index_text import index_in
from parindex.engine.checks.proof_reading.mentions import Mention, mentions_of
from parindex.engine.checks.proof_reading.passages import ProofText
from parindex.engine.checks.proof_reading.rules import ProofRules, read_rules
from parindex.engine.checks.proof_reading.text_figures import figures_of
from parindex.engine.checks.statements import PrintedStatement
from parindex.engine.documents.reading.reader import read_document
from parindex.engine.documents.reading.words import ReadingWords, read_words

PROJECT = Path(__file__).resolve().parents[1]
OWN = PROJECT / "tests" / "engine" / "checks" / "proof_reading" / "documents"
ELSEWHERE = PROJECT / "tests" / "engine" / "documents" / "written_elsewhere"
HELD_OUT = PROJECT / "tests" / "engine" / "documents" / "held_out"
STRANGER = PROJECT / "tests" / "engine" / "documents" / "written_by_a_stranger"
SECOND_STRANGER = PROJECT / "tests" / "engine" / "documents" / "written_by_a_second_stranger"
TEXTS = (".txt", ".md")
RULEBOOKS = files("parindex") / "rulebooks"
GOAL_RECALL, GOAL_ALARMS, GOAL_PAGES = 0.95, 1 / 20, 30.0
SEED = 20261121
FREE = {
    "district_report.txt": {"12", "850", "1.200", "418", "301", "182.450", "76,31", "104,2", "22", "48"},
    "index_plan.txt": {"1,52", "89", "100", "80"},
    "commune_letter.txt": {"320"},
    "province_report.txt": {
        "88,12",
        "0,74",
        "84,05",
        "214",
        "18",
        "9",
        "611",
        "14",
        "6",
        "512",
        "61",
        "10,6",
        "1.986",
        "1.921",
        "702",
        "1.544",
        "7.215",
        "58,3",
        "9,1",
        "5.904",
        "61,2",
        "6,2",
        "100",
        "98,4",
        "1.105.320",
        "1022",
        "2",
        "80",
        "90",
    },
    "commune_report.txt": {"4", "312", "24", "100", "50", "90", "27"},
}
"""Figures of the own documents that stand in no relation to another one, as printed."""
KINDS = ("digits swapped", "digit ± 1", "percentage changed", "wrong denominator", "total for part")


Free = Callable[["Place", str, str], bool]
"""Whether a figure (place, words of its passage, as printed) stands in no relation to another one."""


class Place(NamedTuple):
    """A figure of a document: passage, span of its digits, and its code in the statement."""

    passage: int
    start: int
    end: int
    code: str
    mention: Mention
    below: bool


@dataclass
class Tally:
    """What became of the mutations of one kind."""

    broken: int = 0
    found: int = 0
    unbroken: int = 0
    alarms: int = 0
    missed: list[str] = field(default_factory=list)


def places_of(text: ProofText) -> Iterator[Place]:
    """Every figure that a mutation may change; a ratio is two."""
    for number, passage in enumerate(text.passages):
        if passage.rows or passage.kind == "other":
            continue
        for mention in mentions_of(passage.text):
            code = f"p{number}_{mention.start}"
            printed = passage.text[mention.start : mention.end]
            digits = len(printed) - len(printed.lstrip("0123456789.,"))
            yield Place(number, mention.start, mention.start + digits, code, mention, False)
            if mention.below is not None:
                start = mention.start + printed.rindex("/") + 1
                start += len(passage.text[start:]) - len(passage.text[start:].lstrip())
                length = len(passage.text[start:]) - len(passage.text[start:].lstrip("0123456789.,"))
                end = start + length - (1 if passage.text[start + length - 1] in ".," else 0)
                yield Place(number, start, end, f"{code}b", mention, True)


def mutated(kind: str, place: Place, printed: str, places: Sequence[Place], statement: PrintedStatement,
            text: ProofText, dice: random.Random) -> str | None:  # fmt: skip
    """Another figure of the same form, or None when this kind does not fit the figure."""
    digits = [at for at, letter in enumerate(printed) if letter.isdigit()]
    if kind == "digits swapped":
        pairs = [(a, b) for a, b in zip(digits, digits[1:], strict=False) if printed[a] != printed[b]]
        if not pairs:
            return None
        a, b = dice.choice(pairs)
        letters = list(printed)
        letters[a], letters[b] = letters[b], letters[a]
        return "".join(letters)
    if kind in ("digit ± 1", "percentage changed"):
        if place.mention.is_percent != (kind == "percentage changed"):
            return None
        at = dice.choice(digits)
        letters = list(printed)
        letters[at] = str((int(letters[at]) + dice.choice((1, -1))) % 10)
        return "".join(letters)
    if kind == "wrong denominator":
        others = [each for each in places if each.below and each.mention.below != place.mention.below]
        if not place.below or not others:
            return None
        other = dice.choice(others)
        return text.passages[other.passage].text[other.start : other.end]
    wholes = [each for each in statement.identities if place.code in getattr(each, "parts", ())]
    if not wholes or place.below:
        return None
    whole = next(figure for figure in statement.figures if figure.code == getattr(wholes[0], "whole", ""))
    return f"{whole.value:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


def number(printed: str) -> Decimal | None:
    """The figure that is printed, when it is one."""
    found = mentions_of(f"có {printed} hồ sơ")
    return found[0].value if len(found) == 1 else None


def printed_among(free: set[str]) -> Free:
    """Own documents: a figure is free when it is printed so."""
    return lambda place, words, printed: printed in free


def marked_in(text: str) -> list[str]:
    """Quotes of a text in which free figures stand between « and »; the other marks left out."""
    quotes = []
    for found in re.finditer("«[^»]*»", text):
        before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()].replace("«", "").replace("»", "")
        quotes.append(before[-12:] + found[0])
    return quotes


def quoted_in(quotes: Sequence[str]) -> Free:
    """Documents written elsewhere: a figure is free when a quote marks it: «trên «60»%»."""
    cut = [(quote.index("«"), quote.replace("«", "").replace("»", "")) for quote in quotes]
    return lambda place, words, printed: any(words[max(0, place.start - at) :].startswith(text) for at, text in cut)


def breaks(place: Place, value: Decimal, statement: PrintedStatement, free: bool,
           in_index: set[int]) -> bool:  # fmt: skip
    """Whether an identity that held holds no longer, or must, as no relation of the figure is known."""
    values = {figure.code: figure.value for figure in statement.figures if figure.value is not None}
    if place.code not in values:
        return place.passage in in_index or not free
    held = [each for each in constraints_of(statement) if place.code in each.codes and each.holds(values)]
    return any(not each.holds({**values, place.code: value}) for each in held)


def run(name: str, text: ProofText, rules: ProofRules, count: int, tallies: dict[str, Tally],
        free: Free, dice: random.Random) -> tuple[int, int]:  # fmt: skip
    """Mutate one document ``count`` times; (figures in identities, figures)."""
    index = index_in(text.passages, text.name)
    in_index = {index.total_at, *index.fields_at.values()} if index else set[int]()
    statement = figures_of(text.passages, rules, text.name, in_index).statement()
    places = list(places_of(text))
    if statement is None:
        return 0, len(places)
    before = figure_findings(text, rules)
    codes = {figure.code for figure in statement.figures}
    tried = done = 0
    while done < count and tried < count * 40:
        tried += 1
        kind, place = dice.choice(KINDS), dice.choice(places)
        words = text.passages[place.passage].text
        printed = words[place.start : place.end]
        new = mutated(kind, place, printed, places, statement, text, dice)
        value = number(new) if new is not None else None
        if new is None or value is None or new == printed or new.startswith(("0", "00")) != printed.startswith("0"):
            continue
        done += 1
        passages = list(text.passages)
        passages[place.passage] = passages[place.passage]._replace(text=words[: place.start] + new + words[place.end :])
        fresh = figure_findings(text._replace(passages=tuple(passages)), rules) - before
        tally = tallies.setdefault(kind, Tally())
        if breaks(place, value, statement, free(place, words, printed), in_index):
            tally.broken += 1
            tally.found += bool(fresh)
            if not fresh:
                tally.missed.append(f"{name}:{text.passages[place.passage].line} {printed} → {new}")
        else:
            tally.unbroken += 1
            tally.alarms += bool(fresh)
    return sum(place.code in codes or place.passage in in_index for place in places), len(places)


def report(title: str, tallies: dict[str, Tally], *, details: bool) -> float:
    """Print by kind; the recall of all."""
    print(f"\n{title}")
    broken, found = sum(t.broken for t in tallies.values()), sum(t.found for t in tallies.values())
    for kind in KINDS:
        tally = tallies.get(kind, Tally())
        share = f"{tally.found / tally.broken:7.1%}" if tally.broken else "      –"
        print(f"  {kind:20} breaks an identity {tally.broken:5}, found {share};"
              f" breaks none {tally.unbroken:5}, told all the same {tally.alarms}")  # fmt: skip
    recall = found / broken if broken else 1.0
    print(f"  {'all':20} breaks an identity {broken:5}, found {recall:7.1%}")
    for line in sorted({line for tally in tallies.values() for line in tally.missed})[: 40 if details else 0]:
        print(f"      missed {line}")
    return recall


def measured(title: str, contents: Sequence[tuple[str, bytes]], free: Mapping[str, Free], rules: ProofRules,
             words: ReadingWords, count: int) -> bool:  # fmt: skip
    """Read, proof-read and mutate the documents of a group; whether the goals hold for it."""
    tallies: dict[str, Tally] = {}
    dice = random.Random(SEED)
    start = time.process_time()
    readings = [(name, read_document(content, file_name=name, words=words)) for name, content in contents]
    texts = [(name, proof_text(reading)) for name, reading in readings]
    alarms = sum(sum(figure_findings(text, rules).values()) for _, text in texts)
    seconds = time.process_time() - start
    pages = sum(len(line.text.split()) for _, reading in readings for line in reading.lines) / WORDS_A_PAGE
    telling = [(name, text) for name, text in texts if figures_of(text.passages, rules).statement() is not None]
    seen = [run(name, text, rules, count // len(telling) + 1, tallies, free.get(name, lambda *at: True), dice)
            for name, text in telling]  # fmt: skip
    recall = report(title, tallies, details=True)
    inside, figures = sum(each[0] for each in seen), sum(each[1] for each in seen)
    print(f"  {inside} of {figures} figures in identities; {pages:.1f} pages, {pages / seconds:.0f} a second;"
          f" findings in the figures before anything is changed: {alarms}")  # fmt: skip
    return recall >= GOAL_RECALL and alarms <= GOAL_ALARMS * pages and pages / seconds >= GOAL_PAGES


def main() -> int:
    """Run and print; 1 when a goal of the own documents is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rules = read_rules((RULEBOOKS / "check_rules" / "proof_reading.yaml").read_bytes())
    words = read_words((RULEBOOKS / "aliases" / "reading_words.yaml").read_bytes())
    print(f"{count} mutations a group, seed {SEED}")
    own = [(each.name, each.read_bytes()) for each in sorted(OWN.glob("*.txt"))]
    good = measured("own documents", own, {name: printed_among(FREE[name]) for name, _ in own}, rules, words, count)
    quotes: dict[str, list[str]] = yaml.safe_load((ELSEWHERE / "free_figures.yaml").read_text("utf-8"))
    elsewhere = [(name, (ELSEWHERE / "documents" / name).read_bytes()) for name in quotes]
    free = {name: quoted_in(some) for name, some in quotes.items()}
    measured("documents written elsewhere (6 slips planted in their figures)", elsewhere, free, rules, words, count)
    held_out = [(each.name, each.read_text("utf-8")) for each in sorted(HELD_OUT.iterdir()) if each.suffix in TEXTS]
    held = [(name, text.replace("«", "").replace("»", "").encode()) for name, text in held_out]
    unheld = {name: quoted_in(marked_in(text)) for name, text in held_out}
    measured("held out: written after the last mending of the rules", held, unheld, rules, words, count)
    measured_by_lists(STRANGER, rules, words, count)
    measured_by_lists(SECOND_STRANGER, rules, words, count)
    for folder in sys.argv[2:3]:
        if any(Path(folder).glob("*" + SUFFIX)):
            measured_by_lists(Path(folder), rules, words, count)
            continue
        others = [(each.name, each.read_bytes()) for each in sorted(Path(folder).glob("*.txt"))]
        measured("other texts", others, {}, rules, words, count)
    print("\ngoals of the own documents " + ("met" if good else "MISSED"))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
