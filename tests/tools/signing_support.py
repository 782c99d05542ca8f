"""Keys, tokens, pictures and pages for tests of signing; all made on the spot, none of them real."""

from __future__ import annotations

import os
import struct
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2 as pdfium
import typst
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

PASSWORD = "mật khẩu"
PIN = "1234"
AN = "Nguyễn Văn An"
COMMITTEE = "Ủy ban nhân dân xã Nâm Nung"
LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")


def key_pair(
    name: str, *, begins: timedelta = timedelta(days=-1), ends: timedelta = timedelta(days=365), signs: bool = True
) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """A self-signed certificate; ``begins`` and ``ends`` counted from now; ``signs``: meant for signing documents."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(signs, signs, not signs, False, False, True, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(title)
        .issuer_name(title)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def packed(name: str, **more: timedelta | bool) -> tuple[bytes, bytes]:
    """PKCS#12 under ``PASSWORD``, and the certificate as PEM."""
    key, certificate = key_pair(name, **more)  # type: ignore[arg-type]
    locked = BestAvailableEncryption(PASSWORD.encode())
    made = pkcs12.serialize_key_and_certificates(b"key", key, certificate, None, locked)
    return made, certificate.public_bytes(Encoding.PEM)


def library() -> Path | None:
    """SoftHSM's library, where it is installed."""
    return next((Path(each) for each in LIBRARIES if Path(each).is_file()), None)


@contextmanager
def token_folder(folder: Path) -> Iterator[None]:
    """SoftHSM keeps its tokens in ``folder`` meanwhile: nothing of the machine's own is touched."""
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    try:
        yield
    finally:
        os.environ.pop("SOFTHSM2_CONF")
        if before is not None:
            os.environ["SOFTHSM2_CONF"] = before


def make_token(folder: Path, *, token: str, key_label: str, name: str, with_certificate: bool = True) -> bytes:
    """Initialise a token that holds a key and its certificate (under another label, as real ones do); gives its PEM."""
    import pkcs11  # noqa: PLC0415 - reads SOFTHSM2_CONF when it is first used
    from pkcs11.constants import Attribute, ObjectClass  # noqa: PLC0415

    _run("--init-token", "--free", "--label", token, "--pin", PIN, "--so-pin", "so-pin")
    key, certificate = key_pair(name)
    path = folder / f"{key_label}.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _run("--import", str(path), "--token", token, "--label", key_label, "--id", "a1", "--pin", PIN)
    if with_certificate:
        opened = pkcs11.lib(str(library()))
        opened.reinitialize()
        with opened.get_token(token_label=token).open(rw=True, user_pin=PIN) as session:
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    Attribute.TOKEN: True,
                    Attribute.LABEL: "certificate",
                    Attribute.ID: b"\xa1",
                    Attribute.SUBJECT: certificate.subject.public_bytes(),
                    Attribute.VALUE: certificate.public_bytes(Encoding.DER),
                }
            )
    return certificate.public_bytes(Encoding.PEM)


def _run(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True, timeout=60)


def picture(
    columns: int, rows: int, colour: tuple[int, int, int], *, width_mm: float | None = None, transparent: bool = True
) -> bytes:
    """A PNG: a full rectangle of the colour; with ``width_mm`` it tells its resolution."""
    pixel = bytes((*colour, 255)) if transparent else bytes(colour)
    content = (b"\0" + pixel * columns) * rows

    def chunk(kind: bytes, said: bytes) -> bytes:
        return struct.pack("!I", len(said)) + kind + said + struct.pack("!I", zlib.crc32(kind + said))

    head = struct.pack("!IIBBBBB", columns, rows, 8, 6 if transparent else 2, 0, 0, 0)
    told = b""
    if width_mm is not None:
        across = round(columns / width_mm * 1000)
        told = chunk(b"pHYs", struct.pack("!IIB", across, across, 1))
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + told
    return start + chunk(b"IDAT", zlib.compress(content)) + chunk(b"IEND", b"")


def decision(*, name: str = AN, room_mm: float = 25, pages: int = 1, again: bool = False) -> bytes:
    """A decision with a signature block on its last page; ``again``: the name signs on two pages."""
    block = (
        "#grid(columns: (1fr, 1fr), [_Nơi nhận:_ \\ \\- Như Điều 3;], "
        f"align(center)[*CHỦ TỊCH* #v({room_mm}mm) *{name}*])"
    )
    body = f"Giao đồng chí {name} và các đơn vị thi hành Quyết định này."
    source = '#set page(paper: "a4", margin: 20mm)\n#set text(font: "Libertinus Serif", size: 14pt)\n'
    source += f"= QUYẾT ĐỊNH\n{body}\n"
    for number in range(1, pages + 1):
        source += block if number == pages or again else f"Trang {number}."
        source += "\n#pagebreak()\n" if number < pages else "\n"
    made = typst.compile(source.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def colours_at(content: bytes, *, page: int = 1, scale: float = 2.0) -> dict[str, tuple[float, float, float, float]]:
    """Where red and blue are seen on the rendered page: left, top, right, bottom in millimetres from its upper left."""
    document = pdfium.PdfDocument(content)
    document.init_forms()
    seen = document[page - 1].render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3].astype(int)
    red, green, blue = seen[:, :, 0], seen[:, :, 1], seen[:, :, 2]
    per_mm = scale * 72 / 25.4
    found = {}
    for colour, marked in (
        ("red", (red > 150) & (green < 90) & (blue < 90)),
        ("blue", (blue > 120) & (red < 90) & (green < 90)),
        ("black", (red < 60) & (green < 60) & (blue < 60)),
    ):
        if marked.any():
            down, across = marked.nonzero()
            edges = (across.min(), down.min(), across.max() + 1, down.max() + 1)
            found[colour] = tuple(float(each) / per_mm for each in edges)
    document.close()
    return found  # type: ignore[return-value]
