"""Documents with the identities that their author printed in them: each is broken in one figure, and looked for.

Beside ``<name>.docx`` or ``.txt`` stands ``<name>.identities.json``: ``figures`` (as printed, with the words around
it and the place in them; of a table the row, its cells between « | »; of a text file its line), and ``identities``:
kind, ``check`` (``f0+f1=f2``, ``100*f0/f1=f2``; within half of the last printed digit) and ``of``, the places of f0,
f1 … among the figures. Nothing is asked of the rules: what a mutation breaks is what the author says.
"""

from __future__ import annotations

import ast
import json
import operator
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from parindex.engine.checks.proof_reading.from_reading import proof_text
from parindex.engine.checks.proof_reading.mentions import number_of
from parindex.engine.checks.proof_reading.passages import Passage, ProofText
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import Over, ProofRules
from parindex.engine.documents.reading.reader import read_document
from parindex.engine.documents.reading.words import ReadingWords

WORDS_A_PAGE = 400
SUFFIX = ".identities.json"
SLIPS = ("digits swapped", "digit ± 1", "total for part")
SEED = 20261121
_CELLS = " | "
_STEPS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}  # fmt: skip

Findings = Counter[tuple[str, int, str]]


class PrintedFigure(NamedTuple):
    """One figure of the list."""

    value: str
    text: str
    offset: int
    line: int = 0

    @property
    def number(self) -> Decimal:
        """Its value."""
        sign = -1 if self.value.startswith("-") else 1
        return sign * number_of(self.value.lstrip("-+"))

    @property
    def cell(self) -> int | None:
        """Its place among the cells of the row; None outside of a table."""
        return self.text[: self.offset].count(_CELLS) if _CELLS in self.text else None


class PrintedIdentity(NamedTuple):
    """One identity of the list."""

    kind: str
    check: str
    of: tuple[int, ...]

    def holds(self, values: Sequence[Decimal]) -> bool:
        """Whether it holds with these values of f0, f1 …, the last of which is what is printed as the result."""
        left, right = self.check.split("=")
        names = {f"f{place}": Fraction(value) for place, value in enumerate(values)}
        exponent = values[int(right[1:])].as_tuple().exponent
        slack = Fraction(1, 2) / 10 ** (-exponent) if "/" in left and isinstance(exponent, int) else Fraction(0)
        return abs(_value(ast.parse(left, mode="eval").body, names) - names[right]) <= slack


class Listed(NamedTuple):
    """A document and its list."""

    name: str
    content: bytes
    figures: tuple[PrintedFigure, ...]
    identities: tuple[PrintedIdentity, ...]


class Score(NamedTuple):
    """Broken identities, and how many were found."""

    broken: int = 0
    found: int = 0

    def __str__(self) -> str:
        return f"{self.found / self.broken:6.1%} of {self.broken:<4}" if self.broken else "     – of 0   "


def _value(node: ast.expr, names: Mapping[str, Fraction]) -> Fraction:
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return Fraction(node.value)
    if isinstance(node, ast.BinOp):
        return _STEPS[type(node.op)](_value(node.left, names), _value(node.right, names))
    raise ValueError(ast.dump(node))


def listed_in(folder: Path) -> list[Listed]:
    """Every document of a folder that has a list beside it."""
    found = []
    for path in sorted(folder.glob("*" + SUFFIX)):
        name = path.name.removesuffix(SUFFIX)
        document = next(each for each in folder.glob(f"{name}.*") if not each.name.endswith(".json"))
        read = json.loads(path.read_text("utf-8"))
        figures = tuple(PrintedFigure(**each) for each in read["figures"])
        identities = tuple(
            PrintedIdentity(each["kind"], each["check"], tuple(each["of"])) for each in read["identities"]
        )
        found.append(Listed(document.name, document.read_bytes(), figures, identities))
    return found


def figure_findings(text: ProofText, rules: ProofRules) -> Findings:
    """Findings in the figures, countable."""
    found = proof_read(text, rules, lambda day: None)
    kept = (each for each in found if rules.by_id[each.rule].over is Over.FIGURES)
    return Counter((each.rule, each.at.line, str(sorted(each.values.items(), key=str))) for each in kept)


class Changed:
    """A document read with one of its figures printed otherwise."""

    def __init__(self, listed: Listed, words: ReadingWords) -> None:
        self._listed, self._words = listed, words
        self.reading = read_document(listed.content, file_name=listed.name, words=words)
        self.text = proof_text(self.reading)

    def with_figure(self, figure: PrintedFigure, printed: str) -> ProofText:
        """The document with another figure in the place of this one. A text file is changed and read again, of a Word
        file what was read is changed. Raises ``LookupError`` when the figure was not read."""
        if self._listed.name.endswith(".txt"):
            return self._in_file(figure, printed)
        for number, passage in enumerate(self.text.passages):
            if figure.cell is not None:
                cells = [cell.strip() for cell in figure.text.split(_CELLS)]
                for at, row in enumerate(passage.rows):
                    if [" ".join(cell.split()) for cell in row] == cells:
                        own = (*row[: figure.cell], printed, *row[figure.cell + 1 :])
                        rows = (*passage.rows[:at], own, *passage.rows[at + 1 :])
                        return self._with(number, passage._replace(rows=rows))
            elif (start := passage.text.find(figure.text.strip())) >= 0:
                at = start + figure.offset - (len(figure.text) - len(figure.text.lstrip()))
                assert passage.text[at:].startswith(figure.value), figure
                words = passage.text[:at] + printed + passage.text[at + len(figure.value) :]
                return self._with(number, passage._replace(text=words))
        raise LookupError(figure)

    def _with(self, number: int, passage: Passage) -> ProofText:
        passages = list(self.text.passages)
        passages[number] = passage
        return self.text._replace(passages=tuple(passages))

    def _in_file(self, figure: PrintedFigure, printed: str) -> ProofText:
        content = self._listed.content.decode()
        lines = [f"{line}\n" for line in content.split("\n")]
        before = sum(len(each) for each in lines[: figure.line - 1])
        starts = [found.start() + figure.offset for found in re.finditer(re.escape(figure.text), content)]
        at = next(each for each in starts if before <= each < before + len(lines[figure.line - 1]))
        rest = content[at + len(figure.value) :]
        wider = len(printed) - len(figure.value)
        if wider > 0 and rest.startswith(" " * (wider + 2)):
            rest = rest[wider:]  # columns set by spaces stay where they are
        elif wider < 0 and rest.startswith("  "):
            rest = " " * -wider + rest
        new = content[:at] + printed + rest
        return proof_text(read_document(new.encode(), file_name=self._listed.name, words=self._words))


def slipped(slip: str, printed: str, result: str, dice: random.Random) -> str | None:
    """The figure after a slip of the hand; None when it is not one that can befall it."""
    digits = [at for at, letter in enumerate(printed) if letter.isdigit()]
    letters = list(printed)
    if slip == "digits swapped":
        pairs = [(a, b) for a, b in zip(digits, digits[1:], strict=False) if printed[a] != printed[b]]
        if not pairs:
            return None
        a, b = dice.choice(pairs)
        letters[a], letters[b] = letters[b], letters[a]
    elif slip == "digit ± 1":
        at = dice.choice(digits)
        letters[at] = str((int(letters[at]) + dice.choice((1, -1))) % 10)
    else:
        return result if result != printed else None
    new = "".join(letters)
    leading = [letter for letter in new if letter.isdigit()][:1] == ["0"] and not printed.startswith("0")
    return None if new == printed or (leading and not re.match(r"^[-+]?0,", new)) else new


def broken(listed: Listed, dice: random.Random) -> Iterator[tuple[PrintedIdentity, PrintedFigure, str, str]]:
    """Every identity, broken once by each slip in a figure of it: identity, figure, slip, what stands there now."""
    for identity in listed.identities:
        figures = [listed.figures[place] for place in identity.of]
        values = [each.number for each in figures]
        if not identity.holds(values):
            raise ValueError(f"{listed.name}: {identity} does not hold")
        for slip in SLIPS:
            if slip == "total for part" and "sum" not in identity.kind:
                continue
            for place in dice.sample(range(len(figures)), len(figures)):
                new = slipped(slip, figures[place].value, figures[-1].value, dice)
                if new is None:
                    continue
                other = PrintedFigure(new, "", 0).number
                if not identity.holds([*values[:place], other, *values[place + 1 :]]):
                    yield identity, figures[place], slip, new
                    break


def measured_by_lists(folder: Path, rules: ProofRules, words: ReadingWords, count: int) -> None:
    """Print false alarms, and recall by document, kind and slip, of about ``count`` broken identities."""
    documents = listed_in(folder)
    dice = random.Random(SEED)
    tried = [(listed, list(broken(listed, dice))) for listed in documents]
    share = min(1.0, count / max(1, sum(len(each) for _, each in tried)))
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    missed: list[str] = []
    print(f"\n{folder.name}: identities listed by the author")
    for listed, every in tried:
        start = time.process_time()
        document = Changed(listed, words)
        before = figure_findings(document.text, rules)
        alarms = len(proof_read(document.text, rules, lambda day: None))
        pages = sum(len(line.text.split()) for line in document.reading.lines) / WORDS_A_PAGE
        print(f"  {listed.name}: {alarms} findings before anything is changed, {sum(before.values())} in the figures;"
              f" {pages:.1f} pages, {time.process_time() - start:.2f} s")  # fmt: skip
        for identity, figure, slip, new in dice.sample(every, round(share * len(every))):
            try:
                found = bool(figure_findings(document.with_figure(figure, new), rules) - before)
            except LookupError:
                found = False
            for key in (("document", listed.name), ("kind", identity.kind), ("slip", slip), ("all", "")):
                scores[key] = Score(scores[key].broken + 1, scores[key].found + found)
            if not found:
                missed.append(f"{listed.name}: {identity.check} {figure.value} → {new} in «{figure.text.strip()}»")
    for (group, name), score in sorted(scores.items()):
        print(f"  {group:9}{name:46} found {score}")
    for line in sorted(missed):
        print(f"      missed {line}")
