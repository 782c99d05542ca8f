"""What a plan needs beyond figures: who issues it, signs it, receives it. What is not known stays a slot."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml.error import YAMLError

from parindex.engine.documents.parts import Capacity, IssuingBody, Recipients, Signature, SignatureRefused
from parindex.engine.documents.plan_builder import Offices
from parindex.engine.documents.plan_values import Manner
from parindex.engine.numbers.yaml_documents import load_yaml

SLOT = "……………"
"""Stands for what nobody has said; it is written in by hand."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class IssuerHead(_Part):
    """The issuing body as printed in the head of the document."""

    name: tuple[str, ...]
    place: str
    symbol: str = "KH-UBND"
    parent: str | None = None


class SignatureHead(_Part):
    """The signature block."""

    title: str = "CHỦ TỊCH"
    capacity: Capacity = Capacity.OWN
    head: str | None = None
    on_behalf_of: str | None = "Ủy ban nhân dân"
    name: str | None = None


class PlanHead(_Part):
    """The whole file; every key may be left out."""

    unit: str | None = None
    """The unit as the title names it: ``huyện Krông Nô``."""
    manner: Manner = Manner.RAISE
    issuer: IssuerHead | None = None
    standing_office: str = SLOT
    signature: SignatureHead = SignatureHead()
    recipients: tuple[str, ...] = (SLOT,)
    archive: str = "VT"
    legal_bases: tuple[str, ...] = ()
    aims: tuple[str, ...] = ()
    change: Decimal | None = None
    rank: int | None = None
    ranked_among: str | None = None
    leads: dict[str, str] = {}
    cooperating: dict[str, tuple[str, ...]] = {}
    due: date | None = None

    def issuing_body(self, unit: str) -> IssuingBody:
        """The head as given, else a people's committee of the unit's name with a slot for the place."""
        given = self.issuer or IssuerHead(name=("ỦY BAN NHÂN DÂN", unit.upper()), place=SLOT)
        committee = f"Ủy ban nhân dân {unit}"
        spoken = committee if " ".join(given.name).casefold() == committee.casefold() else ""
        return IssuingBody(given.name, given.place, given.symbol, given.parent, spoken)

    def signature_block(self) -> Signature:
        """The signature. Raises ``SignatureRefused`` when title and capacity contradict each other."""
        given = self.signature
        return Signature(given.title, given.capacity, given.head, given.on_behalf_of, given.name)

    def to_recipients(self) -> Recipients:
        """Nơi nhận."""
        return Recipients(self.recipients, self.archive)

    def offices(self) -> Offices:
        """Who leads and who co-operates."""
        return Offices(self.leads, self.cooperating, self.due)


class HeadRefused(ValueError):
    """The file is no plan head; ``reasons`` are (path, reason) pairs."""

    def __init__(self, reasons: tuple[tuple[str, str], ...]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(f"{path}: {reason}" for path, reason in reasons))


def read_plan_head(content: bytes) -> PlanHead:
    """Read the YAML file. Raises ``HeadRefused`` with every reason at once."""
    try:
        head = PlanHead.model_validate(load_yaml(content) or {})
        head.signature_block()
    except (YAMLError, UnicodeDecodeError) as error:
        raise HeadRefused((("", " ".join(str(error).split())),)) from error
    except ValidationError as error:
        faults = tuple((".".join(map(str, fault["loc"])), fault["msg"]) for fault in error.errors())
        raise HeadRefused(faults) from error
    except SignatureRefused as error:
        raise HeadRefused((("signature", str(error)),)) from error
    return head
