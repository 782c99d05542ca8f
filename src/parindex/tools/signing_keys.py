"""The officer's own key: a PKCS#12 file or a PKCS#11 token. It is used on this machine and goes nowhere.

Needs the extra ``signing``. A wrong password or PIN is told once and never tried again: tokens lock themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pkcs11
from asn1crypto import pkcs12 as asn1_pkcs12  # type: ignore[import-untyped]
from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.serialization import pkcs12
from pkcs11.constants import Attribute, ObjectClass
from pkcs11.exceptions import PinIncorrect, PinLenRange, PinLocked
from pyhanko.sign import signers
from pyhanko.sign.pkcs11 import PKCS11Signer

_NAME = 200


class KeyFault(StrEnum):
    """Why no key can be used."""

    P12_DAMAGED = "p12_damaged"
    P12_PASSWORD = "p12_password"  # noqa: S105 - a code
    P12_EMPTY = "p12_empty"
    LIBRARY_MISSING = "library_missing"
    LIBRARY_FAILED = "library_failed"
    TOKEN_MISSING = "token_missing"  # noqa: S105 - a code
    PIN_WRONG = "pin_wrong"
    PIN_LOCKED = "pin_locked"
    KEY_MISSING = "key_missing"
    CERTIFICATE_MISSING = "certificate_missing"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    NOT_FOR_SIGNING = "not_for_signing"


class KeyRefused(ValueError):
    """No key; ``values`` fill the sentence ``signing.key.<fault>``."""

    def __init__(self, fault: KeyFault, **values: object) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.values: Mapping[str, object] = values


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key with its certificate, ready to sign."""

    signer: signers.Signer
    holder: str
    valid_from: datetime
    valid_until: datetime


def from_pkcs12(content: bytes, password: str, *, now: datetime) -> SigningKey:
    """The key of a PKCS#12 file. Raises ``KeyRefused``."""
    try:
        asn1_pkcs12.Pfx.load(content, strict=True).native["version"]
    except (ValueError, TypeError, KeyError) as fault:
        raise KeyRefused(KeyFault.P12_DAMAGED) from fault
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, password.encode())
    except ValueError as fault:
        raise KeyRefused(KeyFault.P12_PASSWORD) from fault
    if key is None or certificate is None:
        raise KeyRefused(KeyFault.P12_EMPTY)
    return _checked(signers.SimpleSigner.load_pkcs12_data(content, [], password.encode()), now)


@contextmanager
def from_token(library: Path, *, token: str, key: str, pin: str, now: datetime) -> Iterator[SigningKey]:
    """The key of that label on the token of that label, while the session lasts. Raises ``KeyRefused``."""
    found = _token(library, token)
    try:
        session = found.open(user_pin=pin)
    except (PinIncorrect, PinLenRange) as fault:
        raise KeyRefused(KeyFault.PIN_WRONG, token=token) from fault
    except PinLocked as fault:
        raise KeyRefused(KeyFault.PIN_LOCKED, token=token) from fault
    except pkcs11.PKCS11Error as fault:
        raise KeyRefused(KeyFault.LIBRARY_FAILED, reason=type(fault).__name__) from fault
    with session:
        yield _checked(_token_signer(session, token, key), now)


def _token(library: Path, label: str) -> Any:
    if not library.is_file():
        raise KeyRefused(KeyFault.LIBRARY_MISSING, path=str(library))
    try:
        opened = pkcs11.lib(str(library))
        opened.reinitialize()  # a token plugged in since, or another place of SoftHSM's tokens
        tokens = [slot.get_token() for slot in opened.get_slots(token_present=True)]
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as fault:
        raise KeyRefused(KeyFault.LIBRARY_FAILED, reason=type(fault).__name__) from fault
    labels = [str(each.label).strip(" \0") for each in tokens]
    for each, said in zip(tokens, labels, strict=True):
        if said == label:
            return each
    raise KeyRefused(KeyFault.TOKEN_MISSING, token=label, found=", ".join(said for said in labels if said) or "–")


def _token_signer(session: Any, token: str, label: str) -> PKCS11Signer:
    keys = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}))
    key = next((each for each in keys if each.label == label), None)
    if key is None:
        held = ", ".join(sorted(str(each.label) for each in keys)) or "–"
        raise KeyRefused(KeyFault.KEY_MISSING, token=token, key=label, found=held)
    certificates = list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}))
    # The same id ties a certificate to its key; labels of the two often differ.
    mine = [each for each in certificates if each[Attribute.ID] == key[Attribute.ID]]
    if not mine:
        raise KeyRefused(KeyFault.CERTIFICATE_MISSING, token=token, key=label)
    others = [Certificate.load(each[Attribute.VALUE]) for each in certificates if each is not mine[0]]
    certificate = Certificate.load(mine[0][Attribute.VALUE])
    return PKCS11Signer(
        session, signing_cert=certificate, key_id=bytes(key[Attribute.ID]), key_label=label, ca_chain=others
    )


def _checked(signer: signers.Signer, now: datetime) -> SigningKey:
    """Raises ``KeyRefused``: a certificate not yet or no longer valid, or not meant for signing documents."""
    certificate = signer.signing_cert
    assert certificate is not None
    holder = str(certificate.subject.native.get("common_name", ""))[:_NAME]
    first, last = certificate.not_valid_before, certificate.not_valid_after
    days = {"holder": holder, "first": first.astimezone(now.tzinfo).date(), "last": last.astimezone(now.tzinfo).date()}
    if now < first:
        raise KeyRefused(KeyFault.NOT_YET_VALID, **days)
    if now > last:
        raise KeyRefused(KeyFault.EXPIRED, **days)
    usage = certificate.key_usage_value
    if usage is not None and not {"digital_signature", "non_repudiation"} & usage.native:
        raise KeyRefused(KeyFault.NOT_FOR_SIGNING, holder=holder)
    return SigningKey(signer, holder, first, last)
