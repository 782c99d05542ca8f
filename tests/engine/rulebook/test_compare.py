"""What changed between two versions, seen through the crosswalk."""

from decimal import Decimal
from pathlib import Path

from parindex.engine.rulebook.compare import compare_sets, correspondences, find_crosswalk_faults
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.rulebook.faults import FaultCode
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.wording import sentence

TEXT = (Path(__file__).parent / "sample.yaml").read_text(encoding="utf-8")
CROSSWALK = TEXT[TEXT.index("crosswalk:\n") : TEXT.index("exceptions:\n")]


def version(crosswalk: str, *changes: tuple[str, str]) -> CriteriaSet:
    text = TEXT.replace(CROSSWALK, crosswalk)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return read_criteria_set(text.encode())


BEFORE = version("", ('version: "2026"', 'version: "2025"'))


def test_only_the_version_differs() -> None:
    comparison = compare_sets(BEFORE, version(""))
    assert comparison.same
    assert len(correspondences(BEFORE, version(""))) == 9


def test_each_kind_of_change() -> None:
    after = version(
        'crosswalk: {code: sample_set, version: "2025", lines: [{before: ["2.2"], after: ["2.8"]}]}\n',
        ('code: "2.2"', 'code: "2.8"'),  # renumbered, the crosswalk knows
        ('code: "2.3"', 'code: "2.4"'),  # unknown to the crosswalk: one goes, one comes
        ("title: Sáng kiến\n", "title: Sáng kiến, giải pháp\n"),
        ("maximum: 4\n", "maximum: 5\n"),
        ("maximum: 6\n", "maximum: 5\n"),
        ("points: 6}", "points: 5}"),
        ("target: 0.9}", "target: 0.95}"),
        ("name: Khá", "name: Tương đối tốt"),
    )
    found = compare_sets(BEFORE, after)
    assert [place.code for place in found.added] == ["2.4"]
    assert [place.code for place in found.removed] == ["2.3"]
    assert [(change.before.code, change.after.code) for change in found.moved] == [("2.2", "2.8")]
    assert [(change.after.code, change.after.maximum) for change in found.re_weighted] == [
        ("1.1", Decimal(5)),
        ("1.2", Decimal(5)),
    ]
    assert [(change.after.code, change.parts) for change in found.re_ruled] == [
        ("1.2", ("rule",)),
        ("1.3.2", ("rule",)),
    ]
    assert [change.after.title for change in found.renamed] == ["Sáng kiến, giải pháp"]
    assert [change.name for change in found.set_changes] == ["class_scheme"]


def test_a_leaf_under_another_parent_is_moved() -> None:
    leaf = TEXT[TEXT.index('      - code: "2.3"') : TEXT.index('  - code: "3"')]
    after = version(
        "",
        (leaf, ""),
        ('  - code: "2"\n', leaf + '  - code: "2"\n'),
        ("maximum: 60", "maximum: 40"),
        ("Chỉ đạo, điều hành\n    maximum: 20", "Chỉ đạo, điều hành\n    maximum: 40"),
    )
    found = compare_sets(BEFORE, after)
    assert [(c.before.ancestors, c.after.ancestors) for c in found.moved] == [(("2",), ("1",))]
    assert found.added == found.removed == ()


def test_a_merge_is_regrouped_not_added() -> None:
    after = version(
        'crosswalk: {code: sample_set, version: "2025", lines: [{before: ["2.2", "2.3"], after: ["2.8"]}]}\n',
        ('code: "2.2"', 'code: "2.8"'),
        ('code: "2.3"', 'code: "2.9"'),
    )
    found = compare_sets(BEFORE, after)
    (line,) = found.regrouped
    assert [place.code for place in line.before] == ["2.2", "2.3"]
    assert [place.code for place in line.after] == ["2.8"]
    assert [place.code for place in found.added] == ["2.9"]
    assert found.removed == ()


def test_sets_without_a_crosswalk_have_nothing_in_common() -> None:
    other = version("", ("code: sample_set", "code: other_set"))
    assert correspondences(BEFORE, other) == ()
    assert len(compare_sets(BEFORE, other).removed) == len(compare_sets(BEFORE, other).added) > 0


def test_a_crosswalk_that_does_not_fit_the_older_set() -> None:
    (fault,) = find_crosswalk_faults(BEFORE, read_criteria_set(TEXT.replace('["2.9"]', '["2.3"]').encode()))
    assert (fault.code, fault.value, fault.path) == (
        FaultCode.CROSSWALK_UNKNOWN_CODE,
        "1.9",
        "crosswalk.lines[0].before[0]",
    )
    other = version("", ("code: sample_set", "code: other_set"))
    (fault,) = find_crosswalk_faults(other, read_criteria_set(TEXT.encode()))
    assert fault.code is FaultCode.CROSSWALK_OTHER_SET
    assert "other_set/2026" in sentence(f"fault.{fault.code}", fault.values)
