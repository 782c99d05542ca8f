"""Every finding and cause, said with sample values, leaves no code and no hole in either language."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from parindex.engine.checks import Cause, FindingCode, StatementCause, StatementCode
from parindex.engine.checks.dossier_imports import DossierSign
from parindex.engine.checks.identities import IdentityCode
from parindex.engine.checks.proof_reading.findings import TextCode
from parindex.engine.checks.proof_reading.slips import ProofCause
from parindex.engine.checks.statements import StatementFaultCode
from parindex.engine.rulebook.faults import PlaceCode
from parindex.wording import LANGUAGES, Language, codes, sentence
from parindex.wording.catalogues import catalogue
from parindex.wording.sentences import WORD, forms, placeholders

LEFT_OVER = re.compile(r"\b[a-zA-Z]+_[a-zA-Z_]+\b|[{}]")
SPOKEN = sorted(
    code
    for code in codes("vi")
    if code.split(".")[0] in ("finding", "cause", "identity", "rule_name", "statement_fault", "place", "index_part")
)
TEXTS = frozenset({"whole", "parts", "rate", "one", "other", "place", "other_place", "opening", "closing", "column",
                   "figure", "beside", "part", "used_title", "meant_title", "rest_title", "choices", "source", "node",
                   "names", "window", "before", "number", "criterion", "words", "name", "why", "measure", "title",
                   "changes"})  # fmt: skip


def _sample(code: str, language: Language) -> dict[str, object]:
    """A figure for every number, a text for every name, a known word where a word is asked for."""
    text = catalogue(language)[code]
    values: dict[str, object] = {
        name: "Lĩnh vực 3" if name in TEXTS else Decimal("85.96") for name in placeholders(text)
    }
    for form in (each for each in forms(text) if each.startswith(WORD)):
        prefix = form.removeprefix(WORD)
        known = sorted(each for each in codes(language) if each.startswith(f"{prefix}."))
        values["part"] = known[0].removeprefix(f"{prefix}.")
    return values


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", SPOKEN)
def test_nothing_but_words_and_figures_is_left(code: str, language: Language) -> None:
    said = sentence(code, _sample(code, language), language)
    assert said.strip() and not LEFT_OVER.search(said), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_among_them(language: Language) -> None:
    asked = {f"finding.{code}" for code in (*FindingCode, *StatementCode, *DossierSign, *TextCode)}
    asked |= {f"rule_name.{code}" for code in (*FindingCode, *StatementCode, *DossierSign, *TextCode)}
    asked |= {f"cause.{cause}" for cause in (*Cause, *StatementCause, *ProofCause)}
    asked |= {f"statement_fault.{code}" for code in StatementFaultCode}
    asked |= {code.value for code in (*IdentityCode, *PlaceCode)}
    assert asked <= set(SPOKEN) & codes(language)


def test_every_finding_that_is_worded_has_a_name_for_its_rule() -> None:
    worded = {code.removeprefix("finding.") for code in codes("vi") if code.startswith("finding.")}
    named = {code.removeprefix("rule_name.") for code in codes("vi") if code.startswith("rule_name.")}
    assert worded == named
