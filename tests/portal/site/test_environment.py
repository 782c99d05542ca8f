"""What the address of the database sets."""

from pathlib import Path

import pytest

from parindex.portal.site import environment

HERE = Path("x.sqlite3")


def test_postgresql_plans_often_asked_queries_once_and_compiles_none() -> None:
    told = environment.database("postgresql://lan:m%40t@db:5433/parindex", sqlite_path=HERE)
    assert (told["USER"], told["PASSWORD"], told["HOST"], told["PORT"], told["NAME"]) == (
        "lan", "m@t", "db", "5433", "parindex",
    )  # fmt: skip
    assert told["OPTIONS"] == {"options": "-c jit=off", "prepare_threshold": 5}


@pytest.mark.parametrize(
    ("asked", "set_"),
    [
        ("prepare_threshold=none", {"options": "-c jit=off", "prepare_threshold": None}),
        ("prepare_threshold=0", {"options": "-c jit=off", "prepare_threshold": 0}),
        ("options=-c%20jit%3Don", {"options": "-c jit=on", "prepare_threshold": 5}),
        ("sslmode=require", {"options": "-c jit=off", "prepare_threshold": 5, "sslmode": "require"}),
    ],
)
def test_an_option_of_the_address_goes_before_ours(asked: str, set_: dict[str, object]) -> None:
    assert environment.database(f"postgresql://db/parindex?{asked}", sqlite_path=HERE)["OPTIONS"] == set_


def test_a_number_of_times_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="often"):
        environment.database("postgresql://db/parindex?prepare_threshold=often", sqlite_path=HERE)


def test_without_an_address_it_is_the_file() -> None:
    assert environment.database("", sqlite_path=HERE)["NAME"] == "x.sqlite3"
