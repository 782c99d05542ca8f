"""Printed results from a file, with the figures as Krông Nô's plan of 2024 prints them."""

from decimal import Decimal
from pathlib import Path

import pytest

from parindex.engine.checks import FindingCode, check_printed_results
from parindex.engine.checks.printed import PrintedPart, PrintedRank
from parindex.engine.numbers.reading import NumberProblem
from parindex.engine.tables import TableProblem, TableRefused, read_printed_results

KRONG_NO = Path(__file__).parents[3] / "docs" / "examples" / "krong_no_2023_printed.csv"


def test_krong_no_as_printed() -> None:
    table = read_printed_results(KRONG_NO.read_bytes(), file_name=KRONG_NO.name)
    assert table.faults == ()
    (result,) = table.results
    assert (result.total, result.scale, result.index) == (Decimal("85.96"), Decimal(100), Decimal("85.69"))
    assert result.parts[2] == PrintedPart("LV3", Decimal("14.591"), Decimal(17), Decimal("85.83"))
    assert [part.code for part in result.parts[7].parts] == ["SIPAS", "KTXH"]
    assert table.ranks == (PrintedRank("Krông Nô", Decimal("85.69"), 1),)
    codes = {finding.code for finding in check_printed_results(result)}
    assert codes == {FindingCode.MAXIMA_DIFFER_FROM_SCALE, FindingCode.INDEX_DIFFERS_FROM_TOTAL}


def test_bad_rows_are_named_and_good_ones_kept() -> None:
    content = "Đơn vị;Lĩnh vực;Điểm;Tối đa\nA;1;1.310;14\n;2;3;4\nA;3;3;4\nA;3;3;5\nA;4;x;5\n"
    table = read_printed_results(content.encode(), file_name="in.csv")
    assert [(item.place.row, item.code) for item in table.faults] == [
        (2, NumberProblem.AMBIGUOUS),
        (3, TableProblem.UNIT_MISSING),
        (5, TableProblem.PART_TWICE),
        (6, NumberProblem.NOT_A_NUMBER),
    ]
    assert (table.rows, len(table.good), table.rejected) == (5, 1, 4)


def test_a_table_without_the_columns_is_refused() -> None:
    with pytest.raises(TableRefused) as refused:
        read_printed_results(b"a;b\n1;2\n", file_name="in.csv")
    assert refused.value.faults[0].code == TableProblem.HEADER_MISSING
