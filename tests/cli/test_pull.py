"""``parindex dossiers pull``: first the proposal, then the dossiers; the token stays out of sight."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.lake.exported import dossiers, export
from tests.lake.rest_portal import Portal, serving

from parindex.cli.main import cli
from parindex.lake.store import StoreSetting, open_store

TOKEN = "thu"
ROWS = export(dossiers(240)).to_pylist()


@pytest.fixture
def portal() -> Iterator[Portal]:
    with serving(Portal(ROWS[:230])) as served:
        yield served


def run(place: Path, portal: Portal, *more: str, environment: dict[str, str] | None = None) -> Result:
    asked = ("dossiers", "pull", str(place / "kho"), portal.address, "--source", "mot_cua", "--simulated")
    paging = ("--page-size", "50", "--records-key", "data")
    return CliRunner(env=environment or {}).invoke(cli, ["--format", "json", *asked, *paging, *more])


def refusal(result: Result) -> str:
    assert result.exit_code == 2, result.output
    return str(json.loads(result.stderr)[0]["code"])


def test_a_source_is_proposed_then_confirmed_then_known(tmp_path: Path, portal: Portal) -> None:
    secret = ("--token-variable", "THU"), {"THU": TOKEN}
    first = run(tmp_path, portal, *secret[0], environment=secret[1])
    assert first.exit_code == 1 and not (tmp_path / "kho").exists()
    assert {row["column"] for row in json.loads(first.stdout)["mapping"]} >= {"record_code", "received_at", "status"}
    done = run(tmp_path, portal, *secret[0], "--confirm", environment=secret[1])
    assert done.exit_code == 0, done.output
    assert (json.loads(done.stdout)["good"], json.loads(done.stdout)["rejected"]) == (230, 0)
    again = run(tmp_path, portal, *secret[0], environment=secret[1])
    assert again.exit_code == 1 and json.loads(again.stderr)[0]["code"] == "lake.already_imported"
    portal.rows = ROWS
    more = run(tmp_path, portal, *secret[0], environment=secret[1])  # what was refused is asked for anew
    assert more.exit_code == 0, more.output
    assert open_store(StoreSetting(str(tmp_path / "kho"))).count() == 240
    for each in (first, done, again, more):
        assert "Bearer" not in each.output
    kept = [file.read_bytes() for file in (tmp_path / "kho").rglob("*.json")]
    assert kept and not [content for content in kept if b"Bearer" in content]


def test_an_interrupted_pull_goes_on(tmp_path: Path, portal: Portal) -> None:
    portal.fails_at = {3: 403}
    secret = {"THU": TOKEN}
    assert refusal(run(tmp_path, portal, "--token-variable", "THU", "--confirm", environment=secret)) == (
        "lake.pull_failed"
    )
    portal.asked.clear()
    portal.fails_at = {}
    done = run(tmp_path, portal, "--token-variable", "THU", "--confirm", environment=secret)
    assert done.exit_code == 0, done.output
    # the first is looked at for its fields: nothing was kept of it yet; then the rest, and all for the second look
    assert portal.asked == [1, 3, 4, 5, 1, 2, 3, 4, 5]


def test_a_source_that_changes_meanwhile_is_told(tmp_path: Path, portal: Portal) -> None:
    def one_is_taken_away(request: int) -> None:
        portal.rows = ROWS[1:230] if request == 4 else portal.rows

    portal.meanwhile = one_is_taken_away
    done = run(tmp_path, portal, "--token-variable", "THU", "--confirm", environment={"THU": TOKEN})
    told = json.loads(done.stdout)
    assert (told["looks"], told["settled"], told["good"]) == (3, True, 229)
    assert "Nguồn thay đổi trong lúc kéo" in " ".join(told["notes"])


def test_a_token_file_that_others_may_read_is_refused(tmp_path: Path, portal: Portal) -> None:
    file = tmp_path / "ma"
    file.write_text(TOKEN + "\n", encoding="ascii")
    file.chmod(0o640)
    assert refusal(run(tmp_path, portal, "--token-file", str(file), "--confirm")) == "cli.problem.token_file_open"
    assert portal.asked == []
    file.chmod(0o600)
    done = run(tmp_path, portal, "--token-file", str(file), "--confirm")
    assert done.exit_code == 0, done.output


def test_what_cannot_be_a_token_is_refused(tmp_path: Path, portal: Portal) -> None:
    file = tmp_path / "khong"
    assert refusal(run(tmp_path, portal, "--token-variable", "THU")) == "cli.problem.no_token"
    odd = run(tmp_path, portal, "--token-variable", "THU", environment={"THU": "a\nX-Other: b"})
    assert refusal(odd) == "cli.problem.no_token" and "X-Other" not in odd.output
    assert refusal(run(tmp_path, portal, "--token-file", str(file))) == "cli.problem.no_file"
    both = run(tmp_path, portal, "--token-variable", "THU", "--token-file", str(file))
    assert refusal(both) == "cli.problem.one_token" and portal.asked == []
