"""``parindex sign``: the pictures stand where the decree wants them; passwords come unseen; what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.cli.running import run
from tests.tools import sample_files as sample
from tests.tools import signing_support as made

from parindex.cli import sign_command
from parindex.cli.main import cli
from parindex.cli.signing_run import PASSWORD_VARIABLE
from parindex.engine.documents.signing_places import POINTS_PER_MM, find_signature_block
from parindex.tools.pdf_signatures import SignatureState, read_pdf

BLUE, RED = (20, 40, 200), (200, 20, 20)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name, file in ((made.AN, "an"), (made.COMMITTEE, "ubnd")):
        content, pem = made.packed(name)
        (folder / f"{file}.p12").write_bytes(content)
        (folder / f"{file}.pem").write_bytes(pem)
    (folder / "signature.png").write_bytes(made.picture(90, 30, BLUE))
    (folder / "stamp.png").write_bytes(made.picture(80, 80, RED, width_mm=36))
    return folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(PASSWORD_VARIABLE, made.PASSWORD)
    (tmp_path / "qd.pdf").write_bytes(made.decision())
    return tmp_path


def _person(keys: Path, *more: str, document: str = "qd.pdf", out: str = "signed.pdf") -> Result:
    key, picture = str(keys / "an.p12"), str(keys / "signature.png")
    return run("sign", document, "-o", out, "--p12", key, "--image", picture, *more)


def _agency(keys: Path, *more: str, document: str = "signed.pdf", picture: str = "stamp.png") -> Result:
    key = str(keys / "ubnd.p12")
    asked = ("--kind", "agency", "--p12", key, "--image", str(keys / picture))
    return run("sign", document, "-o", "stamped.pdf", *asked, *more)


def test_person_then_organisation_stand_where_the_decree_wants_them(keys: Path, here: Path) -> None:
    first = _person(keys, "--format", "json")
    assert first.exit_code == 0, first.stderr
    told = json.loads(first.stdout)
    assert (told["signer"], told["page"], told["signatures"]) == (made.AN, 1, 1)
    second = _agency(keys)
    assert second.exit_code == 0 and not second.stderr, second.stderr
    content = Path("stamped.pdf").read_bytes()
    reading = read_pdf(content, trusted=keys)
    assert reading.state is SignatureState.VALID
    assert [each.signer for each in reading.signatures] == [made.AN, made.COMMITTEE]
    seen = made.colours_at(content)
    left, top, right, bottom = seen["red"]
    assert right - left == pytest.approx(36, abs=0.6) and bottom - top == pytest.approx(36, abs=0.6)
    person = made.colours_at(Path("signed.pdf").read_bytes())["blue"]
    assert person[2] - person[0] == pytest.approx(45, abs=0.6)
    assert right == pytest.approx(person[0] + 15, abs=0.6)  # over one third, at the left
    name = find_signature_block(made.decision(), made.AN)
    assert (person[0] + person[2]) / 2 == pytest.approx((name.name.left + name.name.right) / 2 / POINTS_PER_MM, abs=0.6)
    assert person[3] < 297 - name.name.top / POINTS_PER_MM and person[1] > 297 - name.room.top / POINTS_PER_MM - 1


def test_an_annex_is_signed_in_the_corner_with_number_and_time(keys: Path, here: Path) -> None:
    asked = ("--kind", "attachment", "--p12", str(keys / "ubnd.p12"), "--number", "12/KH-UBND")
    result = run("sign", "qd.pdf", "-o", "annex.pdf", *asked)
    assert result.exit_code == 0, result.stderr
    left, top, right, _ = made.colours_at(Path("annex.pdf").read_bytes())["black"]
    assert top == pytest.approx(9, abs=2) and right == pytest.approx(195, abs=1)
    content = Path("annex.pdf").read_bytes()
    assert read_pdf(content).signatures[0].signer == made.COMMITTEE


def test_a_copy_says_that_its_form_is_not_sure(keys: Path, here: Path) -> None:
    asked = ("--kind", "copy", "--p12", str(keys / "ubnd.p12"), "--copy-form", "sao_y")
    result = run("sign", "qd.pdf", "-o", "copy.pdf", *asked)
    assert result.exit_code == 0 and "chưa đối chiếu" in result.stderr


def test_a_told_place(keys: Path, here: Path) -> None:
    result = _person(keys, "--page", "1", "--at", "30,200", "--width", "30")
    assert result.exit_code == 0, result.stderr
    left, top, right, bottom = made.colours_at(Path("signed.pdf").read_bytes())["blue"]
    assert (left, top, right, bottom) == pytest.approx((30, 200, 60, 210), abs=0.6)


def test_the_stamp_before_the_person_is_told(keys: Path, here: Path) -> None:
    without = _agency(keys, document="qd.pdf")
    assert without.exit_code == 1 and "chưa có chữ ký của người có thẩm quyền" in without.stderr
    named = _agency(keys, "--name", made.AN, document="qd.pdf")
    assert named.exit_code == 0 and "Chưa thấy chữ ký số của người có thẩm quyền" in named.stderr


def test_a_stamp_whose_real_size_is_unknown_is_refused(keys: Path, here: Path) -> None:
    assert _person(keys).exit_code == 0
    refused = _agency(keys, picture="signature.png")
    assert refused.exit_code == 2 and "kích thước thật" in refused.stderr
    assert _agency(keys, "--width", "36", picture="signature.png").exit_code == 0


def test_the_password_is_typed_unseen_or_read_from_a_file(
    keys: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE)
    asked = ["sign", "qd.pdf", "--p12", str(keys / "an.p12"), "--image", str(keys / "signature.png"), "-o"]
    typed = CliRunner().invoke(cli, [*asked, "typed.pdf"], input=f"{made.PASSWORD}\n")
    assert typed.exit_code == 0, typed.stderr
    assert made.PASSWORD not in typed.output and "Mật khẩu tệp khóa" in typed.stderr
    Path("secret").write_text(f"{made.PASSWORD}\n", encoding="utf-8")
    assert run(*asked, "filed.pdf", "--password-file", "secret").exit_code == 0
    wrong = CliRunner().invoke(cli, [*asked, "wrong.pdf"], input="khác\n")
    assert wrong.exit_code == 1 and "Mật khẩu tệp khóa không đúng" in wrong.stderr
    assert not Path("wrong.pdf").exists()


@pytest.mark.parametrize(
    ("more", "code", "exit_code"),
    [
        (("--pkcs11", "lib.so"), "cli.problem.one_key", 2),
        (("--at", "12"), "cli.problem.bad_place", 2),
        (("--at", "12,20"), "cli.problem.bad_place", 2),
        (("--width", "500"), "cli.problem.out_of_range", 2),
        (("--name", "Trần Thị Bình"), "signing.place.name_not_found", 1),
        (("--page", "1", "--at", "200,290"), "signing.place.off_page", 1),
        (("--kind", "attachment"), "cli.problem.number_needed", 2),
        (("--kind", "copy"), "cli.problem.copy_form_needed", 2),
    ],
)
def test_what_is_asked_wrongly(more: tuple[str, ...], code: str, exit_code: int, keys: Path, here: Path) -> None:
    result = _person(keys, *more, "--format", "json")
    assert result.exit_code == exit_code, result.stderr
    (problem,) = json.loads(result.stderr)
    assert problem["code"] == code and not Path("signed.pdf").exists()


def test_options_that_belong_together(keys: Path, here: Path) -> None:
    picture = str(keys / "signature.png")
    token = run("sign", "qd.pdf", "-o", "s.pdf", "--pkcs11", "lib.so", "--image", picture)
    assert token.exit_code == 2 and "--token" in token.stderr
    no_image = run("sign", "qd.pdf", "-o", "s.pdf", "--p12", str(keys / "an.p12"))
    assert no_image.exit_code == 2 and "--image" in no_image.stderr


def test_files_that_are_refused(keys: Path, here: Path) -> None:
    Path("there.pdf").write_bytes(b"mine")
    assert "không ghi đè" in _person(keys, out="there.pdf").stderr and Path("there.pdf").read_bytes() == b"mine"
    for content, words in (
        (sample.locked_pdf("mat khau"), "có mật khẩu"),
        (sample.pdf()[:300], "Không đọc được tệp PDF"),
        (made.decision().replace(b"startxref\n", b"startxref\n9"), "Không đọc được tệp PDF"),
    ):
        Path("bad.pdf").write_bytes(content)
        result = _person(keys, document="bad.pdf")
        assert result.exit_code == 1 and words in result.stderr, result.stderr
    assert _person(keys, document="none.pdf").exit_code == 2
    assert not Path("signed.pdf").exists()


def test_without_the_extra_it_says_what_to_install(keys: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_command, "EXTRA", ("typst", "no_such_package"))
    result = _person(keys)
    assert result.exit_code == 2 and "parindex[signing]" in result.stderr


@pytest.fixture
def softhsm(tmp_path: Path) -> Iterator[Path]:
    library = made.library()
    if library is None:
        pytest.skip("SoftHSM is absent: tools/install_system_packages installs softhsm2")
    with made.token_folder(tmp_path):
        yield library


def test_a_token(keys: Path, here: Path, softhsm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made.make_token(here, token="UBND", key_label="khoa-ky", name=made.AN)
    monkeypatch.setenv(PASSWORD_VARIABLE, made.PIN)
    asked = ("--pkcs11", str(softhsm), "--token", "UBND", "--image", str(keys / "signature.png"))
    result = run("sign", "qd.pdf", "-o", "token.pdf", *asked, "--key", "khoa-ky")
    assert result.exit_code == 0, result.stderr
    assert read_pdf(Path("token.pdf").read_bytes()).signatures[0].signer == made.AN
    missing = run("sign", "qd.pdf", "-o", "other.pdf", *asked, "--key", "khac")
    assert missing.exit_code == 1 and "Có các khóa: khoa-ky" in missing.stderr
