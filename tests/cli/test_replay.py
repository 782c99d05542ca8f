"""A published package recomputed on the command line."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from tests.cli.running import EXAMPLES, ask, problems, run

PACKAGE = EXAMPLES / "communes_2026_simulated.zip"


def unpacked(folder: Path) -> Path:
    with zipfile.ZipFile(PACKAGE) as package:
        package.extractall(folder)
    return folder


def test_the_shipped_package_replays_to_the_same_bytes(tmp_path: Path) -> None:
    answer = ask("replay", str(PACKAGE), "--out", str(tmp_path / "again.json"))
    assert answer["agrees"] is True
    assert answer["results_hash"] == answer["published_hash"]
    assert (tmp_path / "again.json").read_bytes() == (unpacked(tmp_path) / "results.json").read_bytes()


def test_score_gives_the_same_file_from_the_packages_own_parts(tmp_path: Path) -> None:
    folder = unpacked(tmp_path)
    parts = [str(folder / name) for name in ("criteria_set.json", "figures.csv")]
    result = run("score", *parts, "--year", "2026", "--units", str(folder / "units.csv"), "--canonical")
    assert result.exit_code == 0, result.output
    assert result.stdout_bytes == (folder / "results.json").read_bytes()


def test_a_changed_figure_is_found_and_its_unit_named(tmp_path: Path) -> None:
    folder = unpacked(tmp_path)
    figures = (folder / "figures.csv").read_text(encoding="utf-8-sig").splitlines()
    at = next(number for number, line in enumerate(figures) if ";có;" in line)
    figures[at] = figures[at].replace(";có;", ";không;")
    changed = io.BytesIO()
    with zipfile.ZipFile(PACKAGE) as package, zipfile.ZipFile(changed, "w") as other:
        for entry in package.infolist():
            content = package.read(entry)
            if entry.filename == "figures.csv":
                content = "\r\n".join(figures).encode("utf-8-sig")
            other.writestr(entry.filename, content)
    path = tmp_path / "changed.zip"
    path.write_bytes(changed.getvalue())
    answer = ask("replay", str(path), exit_code=1)
    assert answer["agrees"] is False
    assert [change["unit"] for change in answer["result_changes"]][0] == figures[at].split(";")[0]


def test_a_file_that_is_no_package_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"no zip")
    (problem,) = problems("replay", str(path), exit_code=2)
    assert problem["code"] == "open_data.not_a_zip"
