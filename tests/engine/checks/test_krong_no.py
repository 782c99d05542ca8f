"""Krông Nô 2023 as printed in its plan of 20/3/2024: two identities fail, all others hold."""

from decimal import Decimal

from parindex.engine.checks import (
    Cause,
    Finding,
    FindingCode,
    PrintedPart,
    PrintedResult,
    Severity,
    check_printed_results,
)

D = Decimal

KRONG_NO = PrintedResult(
    unit="Krông Nô",
    parts=(
        PrintedPart("1", D("14"), D("14"), D("100")),
        PrintedPart("2", D("11"), D("11"), D("100")),
        PrintedPart("3", D("14.591"), D("17"), D("85.83")),
        PrintedPart("4", D("7.5"), D("7.5"), D("100")),
        PrintedPart("5", D("7.787"), D("11"), D("70.79")),
        PrintedPart("6", D("10.975"), D("11"), D("99.77")),
        PrintedPart("7", D("10.766"), D("15.5"), D("69.46")),
        PrintedPart(
            "8",
            D("9.34"),
            D("12.5"),
            parts=(PrintedPart("8.1", D("7.84"), D("10")), PrintedPart("8.2", D("1.5"), D("2.5"))),
        ),
    ),
    total=D("85.96"),
    scale=D("100"),
    index=D("85.69"),
)


def test_exactly_the_two_known_findings() -> None:
    assert check_printed_results(KRONG_NO) == (
        Finding(
            FindingCode.MAXIMA_DIFFER_FROM_SCALE,
            Severity.HIGH,
            "Krông Nô",
            {"printed": D("100"), "expected": D("99.5"), "difference": D("0.5")},
            Cause.MAXIMUM_UNCONFIRMED,
            {"part": "8", "printed": D("12.5"), "expected": D("13")},
            D("13"),
        ),
        Finding(
            FindingCode.INDEX_DIFFERS_FROM_TOTAL,
            Severity.HIGH,
            "Krông Nô",
            {"printed": D("85.69"), "expected": D("85.96"), "points": D("85.96"), "scale": D("100")},
            Cause.DIGITS_SWAPPED,
            {"printed": D("85.69"), "expected": D("85.96")},
            D("85.96"),
        ),
    )
