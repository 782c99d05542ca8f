"""Small real files, and hostile ones, made on the fly."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import fields, signers

WORD_TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml"/></Types>'


def pdf(words: str = "Bao cao") -> bytes:
    """A PDF of one page with a line of text."""
    stream = f"BT /F1 18 Tf 72 760 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def locked_pdf(password: str) -> bytes:
    """The same behind a password (empty: only the owner's password is set, so that it opens)."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf())))
    writer.encrypt(owner_pass="owner", user_pass=password)  # type: ignore[no-untyped-call]
    made = io.BytesIO()
    writer.write(made)  # type: ignore[no-untyped-call]
    return made.getvalue()


def pkcs12_of(name: str = "Uy ban nhan dan xa Nam Nung") -> tuple[bytes, bytes]:
    """A self-signed key pair as PKCS#12 (password ``secret``), and its certificate as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, True, False, False, False, True, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(title)
        .issuer_name(title)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    packed = pkcs12.serialize_key_and_certificates(b"sign", key, certificate, None, BestAvailableEncryption(b"secret"))
    return packed, certificate.public_bytes(Encoding.PEM)


def signed_pdf(packed: bytes, words: str = "Quyet dinh") -> bytes:
    """A PDF signed with the PKCS#12."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf(words)))
    fields.append_signature_field(writer, fields.SigFieldSpec("Signature1"))
    signer = signers.SimpleSigner.load_pkcs12_data(packed, [], b"secret")
    named = signers.PdfSignatureMetadata(field_name="Signature1")
    # in a thread of its own: a browser test in the same worker leaves its event loop running
    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(signers.sign_pdf, writer, named, signer=signer).result()
    return bytes(made.getvalue())


def png() -> bytes:
    """A picture of one white pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content))

    head = struct.pack("!IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff"))
        + chunk(b"IEND", b"")
    )


def jpeg() -> bytes:
    """The beginning and end of a photograph."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x11" * 200 + b"\xff\xd9"


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip with these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(**more: bytes) -> bytes:
    """The bones of a Word file."""
    members = {"[Content_Types].xml": WORD_TYPES, "word/document.xml": b"<document/>"}
    return zipped({**members, **more})


def macro_docx() -> bytes:
    """A Word file with macros (.docm)."""
    return zipped(
        {"[Content_Types].xml": WORD_TYPES, "word/document.xml": b"<document/>", "word/vbaProject.bin": b"\xd0\xcf"}
    )


def zip_bomb(size: int = 50 * 1024 * 1024) -> bytes:
    """A Word file whose one member unpacks to ``size`` zeros from a few kB."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", WORD_TYPES)
        with archive.open("word/document.xml", "w") as member:
            for _ in range(size // (1024 * 1024)):
                member.write(bytes(1024 * 1024))
    return made.getvalue()


def ole(*names: str) -> bytes:
    """An OLE file of one directory sector with these entries (the first is the root)."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<II", head, 44, 1, 1)  # one table sector; the directory begins in sector 1
    struct.pack_into("<109I", head, 76, 0, *([0xFFFFFFFF] * 108))
    count = (len(names) + 4) // 4
    chain = [0xFFFFFFFD, *range(2, count + 1), 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *([0xFFFFFFFF] * (128 - len(chain))))
    directory = b""
    for place, name in enumerate(("Root Entry", *names)):
        written = name.encode("utf-16-le") + b"\0\0"
        directory += written.ljust(64, b"\0") + struct.pack("<HBB", len(written), 5 if place == 0 else 2, 1) + bytes(60)
    return bytes(head) + table + directory.ljust(count * 512, b"\0")
