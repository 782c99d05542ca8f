"""Signing with a PKCS#12 file and a token; several signatures stay valid; what is refused."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from tests.tools import sample_files as sample
from tests.tools import signing_support as made

from parindex.engine.documents.signing_places import Box, Place
from parindex.tools.pdf_signatures import SignatureState, read_pdf
from parindex.tools.signature_drawing import ImageFault, ImageRefused, draw_lines, draw_picture, read_picture
from parindex.tools.signing import SigningFault, SigningRefused, may_be_signed, sign_pdf
from parindex.tools.signing_keys import KeyFault, KeyRefused, SigningKey, from_pkcs12, from_token

NOW = datetime.now(UTC)
PLACE = Place(1, Box(100, 100, 200, 150))


@pytest.fixture(scope="module")
def keys() -> dict[str, tuple[bytes, bytes]]:
    return {name: made.packed(name) for name in (made.AN, made.COMMITTEE)}


@pytest.fixture(scope="module")
def roots(keys: dict[str, tuple[bytes, bytes]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("roots")
    for at, (_, pem) in enumerate(keys.values()):
        (folder / f"{at}.pem").write_bytes(pem)
    return folder


def _key(keys: dict[str, tuple[bytes, bytes]], name: str = made.AN) -> SigningKey:
    return from_pkcs12(keys[name][0], made.PASSWORD, now=NOW)


def _drawn(place: Place = PLACE) -> bytes:
    drawn = read_picture(made.picture(20, 10, (20, 40, 200)))
    return draw_picture(drawn, width_pt=place.box.width, height_pt=place.box.height)


def _signed(content: bytes, key: SigningKey, place: Place = PLACE) -> bytes:
    return sign_pdf(content, key, place=place, picture=_drawn(place)).content


def test_valid_where_the_signer_is_known_and_unknown_elsewhere(
    keys: dict[str, tuple[bytes, bytes]], roots: Path
) -> None:
    signed = _signed(sample.pdf(), _key(keys))
    assert read_pdf(signed, trusted=roots).state is SignatureState.VALID
    reading = read_pdf(signed)
    assert reading.state is SignatureState.UNKNOWN_SIGNER and reading.signatures[0].signer == made.AN
    assert b"/ETSI.CAdES.detached" in signed


def test_signatures_one_after_another_stay_valid_and_the_file_only_grows(
    keys: dict[str, tuple[bytes, bytes]], roots: Path
) -> None:
    first = _signed(sample.pdf(), _key(keys))
    second = _signed(first, _key(keys, made.COMMITTEE), Place(1, Box(50, 100, 120, 170)))
    assert second.startswith(first) and first.startswith(sample.pdf())
    reading = read_pdf(second, trusted=roots)
    assert reading.state is SignatureState.VALID
    assert [(each.signer, each.state) for each in reading.signatures] == [
        (made.AN, SignatureState.VALID),
        (made.COMMITTEE, SignatureState.VALID),
    ]
    assert may_be_signed(second).visible == (PLACE, Place(1, Box(50, 100, 120, 170)))


@pytest.mark.parametrize("which", [0, 1])
def test_one_flipped_byte_is_an_alteration_of_either(
    which: int, keys: dict[str, tuple[bytes, bytes]], roots: Path
) -> None:
    first = _signed(sample.pdf(), _key(keys))
    second = _signed(first, _key(keys, made.COMMITTEE))
    place = second.index(b"Bao cao") if which == 0 else second.index(b"/Subtype", len(first))
    flipped = second[:place] + bytes([second[place] ^ 1]) + second[place + 1 :]
    assert read_pdf(flipped, trusted=roots).state in (SignatureState.ALTERED, SignatureState.UNREADABLE)
    with pytest.raises(SigningRefused) as refused:
        sign_pdf(flipped, _key(keys), place=PLACE, picture=_drawn())
    assert refused.value.fault in (SigningFault.ALTERED, SigningFault.DAMAGED)


def test_a_file_that_may_not_be_signed(keys: dict[str, tuple[bytes, bytes]]) -> None:
    closed = IncrementalPdfFileWriter(io.BytesIO(sample.pdf()))
    told = signers.PdfSignatureMetadata(
        field_name="First", certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES, md_algorithm="sha256"
    )
    with ThreadPoolExecutor(1) as thread:  # a browser test before this one leaves an event loop running in this thread
        certified = thread.submit(signers.PdfSigner(told, _key(keys).signer).sign_pdf, closed).result().getvalue()
    for content, fault in (
        (sample.locked_pdf("mat khau"), SigningFault.LOCKED),
        (sample.locked_pdf(""), SigningFault.LOCKED),
        (certified, SigningFault.CERTIFIED),
        (sample.pdf()[:300], SigningFault.DAMAGED),
        (sample.pdf().replace(b"startxref\n", b"startxref\n9"), SigningFault.DAMAGED),
        (b"", SigningFault.DAMAGED),
    ):
        with pytest.raises(SigningRefused) as refused:
            may_be_signed(content)
        assert refused.value.fault is fault


def test_a_long_file_is_signed_as_a_short_one(keys: dict[str, tuple[bytes, bytes]], roots: Path) -> None:
    place = Place(1_990, Box(100, 100, 200, 150))
    signed = _signed(made.decision(pages=2_000), _key(keys), place)
    assert read_pdf(signed, trusted=roots).state is SignatureState.VALID
    assert may_be_signed(signed).visible == (place,)


@pytest.mark.parametrize(
    ("content", "password", "fault"),
    [
        ("good", "wrong", KeyFault.P12_PASSWORD),
        ("good", "", KeyFault.P12_PASSWORD),
        ("text", made.PASSWORD, KeyFault.P12_DAMAGED),
        ("expired", made.PASSWORD, KeyFault.EXPIRED),
        ("early", made.PASSWORD, KeyFault.NOT_YET_VALID),
        ("other_use", made.PASSWORD, KeyFault.NOT_FOR_SIGNING),
    ],
)
def test_keys_that_are_refused(
    content: str, password: str, fault: KeyFault, keys: dict[str, tuple[bytes, bytes]]
) -> None:
    day = timedelta(days=1)
    files: dict[str, Callable[[], bytes]] = {
        "good": lambda: keys[made.AN][0],
        "text": lambda: b"no key at all",
        "expired": lambda: made.packed(made.AN, begins=-9 * day, ends=-2 * day)[0],
        "early": lambda: made.packed(made.AN, begins=2 * day)[0],
        "other_use": lambda: made.packed(made.AN, signs=False)[0],
    }
    with pytest.raises(KeyRefused) as refused:
        from_pkcs12(files[content](), password, now=NOW)
    assert refused.value.fault is fault
    if fault is KeyFault.EXPIRED:
        assert refused.value.values["last"] == (NOW - 2 * day).date()


@pytest.fixture
def softhsm(tmp_path: Path) -> Iterator[Path]:
    library = made.library()
    if library is None:
        pytest.skip("SoftHSM is absent: tools/install_system_packages installs softhsm2")
    with made.token_folder(tmp_path):
        yield library


def test_a_token_signs(softhsm: Path, tmp_path: Path) -> None:
    pem = made.make_token(tmp_path, token="UBND", key_label="khoa-ky", name=made.COMMITTEE)
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "root.pem").write_bytes(pem)
    with from_token(softhsm, token="UBND", key="khoa-ky", pin=made.PIN, now=NOW) as key:
        assert key.holder == made.COMMITTEE
        signed = _signed(sample.pdf(), key)
    assert read_pdf(signed, trusted=tmp_path / "roots").state is SignatureState.VALID


def test_tokens_that_are_refused(softhsm: Path, tmp_path: Path) -> None:
    made.make_token(tmp_path, token="UBND", key_label="khoa-ky", name=made.COMMITTEE)
    made.make_token(tmp_path, token="TRONG", key_label="le-loi", name=made.AN, with_certificate=False)
    for token, key, pin, fault, told in (
        ("MẤT", "khoa-ky", made.PIN, KeyFault.TOKEN_MISSING, {"UBND", "TRONG"}),
        ("UBND", "khoa-ky", "9999", KeyFault.PIN_WRONG, set()),
        ("UBND", "khac", made.PIN, KeyFault.KEY_MISSING, {"khoa-ky"}),
        ("TRONG", "le-loi", made.PIN, KeyFault.CERTIFICATE_MISSING, set()),
    ):
        with pytest.raises(KeyRefused) as refused, from_token(softhsm, token=token, key=key, pin=pin, now=NOW):
            pass
        assert refused.value.fault is fault
        assert set(str(refused.value.values.get("found", "")).split(", ")) - {""} == told
    with pytest.raises(KeyRefused, match="library_missing"):
        with from_token(tmp_path / "none.so", token="UBND", key="khoa-ky", pin=made.PIN, now=NOW):
            pass
    (tmp_path / "text.so").write_text("no library")
    with pytest.raises(KeyRefused, match="library_failed"):
        with from_token(tmp_path / "text.so", token="UBND", key="khoa-ky", pin=made.PIN, now=NOW):
            pass


def test_pictures_tell_their_size_and_ground() -> None:
    stamp = read_picture(made.picture(360, 360, (200, 20, 20), width_mm=36))
    assert stamp.width_mm == pytest.approx(36) and stamp.transparent and stamp.shape == 1
    plain = read_picture(made.picture(10, 5, (0, 0, 0), transparent=False))
    assert plain.width_mm is None and not plain.transparent
    for content, fault in (
        (sample.jpeg(), ImageFault.NOT_PNG),
        (b"", ImageFault.NOT_PNG),
        (bytes(9 * 1024 * 1024), ImageFault.TOO_LARGE),
    ):
        with pytest.raises(ImageRefused) as refused:
            read_picture(content)
        assert refused.value.fault is fault
    cut = read_picture(made.picture(30, 30, (9, 9, 9))[:60])
    with pytest.raises(ImageRefused, match="not_png"):
        draw_picture(cut, width_pt=30, height_pt=30)


def test_words_are_drawn_as_they_are_and_never_run() -> None:
    import pypdfium2  # noqa: PLC0415 - here only

    drawn = draw_lines(["12/KH-UBND", '#read("/etc/hostname")', "Ủy ban Đắk Wil"], size=10, width_pt=220, height_pt=40)
    text = pypdfium2.PdfDocument(drawn)[0].get_textpage().get_text_bounded()
    assert text.split("\r\n") == ["12/KH-UBND", '#read("/etc/hostname")', "Ủy ban Đắk Wil"]
