"""Signatures of a PDF: valid, altered, unknown signer, none; hostile files end in time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.tools import sample_files as sample

from parindex.tools.pdf_signature_reader import read_certificates, read_here
from parindex.tools.pdf_signatures import SignatureState, read_pdf


@pytest.fixture(scope="module")
def key() -> tuple[bytes, bytes]:
    return sample.pkcs12_of()


@pytest.fixture(scope="module")
def signed(key: tuple[bytes, bytes]) -> bytes:
    return sample.signed_pdf(key[0])


@pytest.fixture(scope="module")
def roots(key: tuple[bytes, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("roots")
    (folder / "root.pem").write_bytes(key[1])
    (folder / "README.md").write_text("not a certificate")
    (folder / "broken.cer").write_bytes(b"nothing")
    return folder


def test_none() -> None:
    assert read_pdf(sample.pdf()) == (SignatureState.NONE, (), False, True)


def test_valid_where_the_signer_is_trusted(signed: bytes, roots: Path) -> None:
    reading = read_pdf(signed, trusted=roots)
    assert reading.state is SignatureState.VALID
    (signature,) = reading.signatures
    assert signature.signer == "Uy ban nhan dan xa Nam Nung"
    assert signature.signed_at is not None


def test_unknown_signer(signed: bytes) -> None:
    assert read_pdf(signed).state is SignatureState.UNKNOWN_SIGNER


def test_one_flipped_byte_is_an_alteration(signed: bytes, roots: Path) -> None:
    place = signed.index(b"Quyet dinh")
    flipped = signed[:place] + b"q" + signed[place + 1 :]
    assert read_pdf(flipped, trusted=roots).state is SignatureState.ALTERED


def test_a_page_changed_after_signing_is_an_alteration(signed: bytes, roots: Path) -> None:
    start = int(signed.rsplit(b"startxref", 1)[1].split()[0])
    stream = b"BT /F1 18 Tf 72 760 Td (Khac) Tj ET"
    added = b"4 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(stream), stream)
    place, table = len(signed), len(signed) + len(added)
    tail = b"xref\n4 1\n%010d 00000 n \ntrailer\n<< /Size 20 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    changed = signed + added + tail % (place, start, table)
    assert read_pdf(changed, trusted=roots).state is SignatureState.ALTERED


def test_passwords() -> None:
    assert read_pdf(sample.locked_pdf("mat khau")).locked
    assert read_pdf(sample.locked_pdf("")) == (SignatureState.NONE, (), False, True)


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7\nstartxref\n99999\n%%EOF", sample.pdf()[:300], b"%PDF-" + bytes(5000)]
)
def test_broken_files_are_unreadable(content: bytes) -> None:
    assert read_here(content, ()) == (SignatureState.UNREADABLE, (), False, False)


def test_a_reading_that_takes_too_long_is_given_up() -> None:
    began = time.monotonic()
    assert read_pdf(sample.pdf(), timeout_s=0.01).state is SignatureState.UNREADABLE
    assert time.monotonic() - began < 2


def test_certificates_are_read_from_a_folder(roots: Path) -> None:
    assert [each.subject.native["common_name"] for each in read_certificates(roots)] == ["Uy ban nhan dan xa Nam Nung"]
