"""The card of a document as people type it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.engine.numbers.printing import show_date
from parindex.portal.documents.actions import DocumentCard
from parindex.portal.documents.models import Document, DocumentKind, SigningCopy
from parindex.portal.documents.tables import KINDS
from parindex.portal.platform.fields import CountField, PastDayField


def box(**attrs: str) -> forms.TextInput:
    """A text box of the house."""
    return forms.TextInput(attrs={"class": "form-control", **attrs})


class CardForm(forms.Form):
    """Kind, number, symbol, date, issuer, title."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=tuple(KINDS.items()), widget=forms.Select(attrs={"class": "form-select"})
    )
    number = forms.CharField(label=_("Number"), max_length=30, widget=box(placeholder="151"), required=False)
    symbol = forms.CharField(label=_("Symbol"), max_length=60, widget=box(placeholder="QĐ-UBND"), required=False)
    issued_on = PastDayField(label=_("Date of the document"), required=False)
    issuer = forms.CharField(label=_("Issuer"), max_length=300, widget=box(), required=False)
    title = forms.CharField(label=_("Title"), max_length=1000, widget=box())
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def card(self, document: Document | None = None) -> DocumentCard:
        """The card as typed; unit and origin are the document's."""
        typed = self.cleaned_data
        issued_on: date | None = typed["issued_on"]
        number, symbol = typed["number"].strip(), typed["symbol"].strip()
        if not symbol and "/" in number:  # typed as cited: 151/QĐ-UBND
            number, _slash, symbol = number.partition("/")
        return DocumentCard(
            kind=DocumentKind(typed["kind"]),
            title=typed["title"].strip(),
            number=number,
            symbol=symbol,
            issued_on=issued_on,
            issuer=typed["issuer"].strip(),
            unit=document.unit if document else None,
        )


def card_values(document: Document) -> dict[str, object]:
    """The form's first values for a document."""
    return {
        "kind": document.kind,
        "number": document.number,
        "symbol": document.symbol,
        "issued_on": show_date(document.issued_on) if document.issued_on else "",
        "issuer": document.issuer,
        "title": document.title,
        "row_version": document.row_version,
    }


class ReturnForm(forms.Form):
    """The signed file."""

    file = forms.FileField(
        label=_("Signed PDF"), widget=forms.FileInput(attrs={"class": "form-control", "accept": ".pdf"})
    )


class SignedForm(forms.Form):
    """Number, symbol and date of the signed document as read in it, for a person to confirm; and why, when in doubt."""

    number = forms.CharField(label=_("Number"), max_length=30, widget=box(placeholder="151"))
    symbol = forms.CharField(label=_("Symbol"), max_length=60, widget=box(placeholder="QĐ-UBND"), required=False)
    issued_on = PastDayField(label=_("Date of the document"))
    reason = forms.CharField(label=_("Why it is confirmed all the same"), max_length=500, widget=box(), required=False)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, str] | None = None, *, copy: SigningCopy) -> None:
        document = copy.document
        day = copy.issued_on or document.issued_on
        proposed = {
            "number": copy.number or document.number,
            "symbol": copy.symbol or document.symbol,
            "issued_on": show_date(day) if day else "",
            "seen": copy.returned.sha256 if copy.returned else "",
        }
        super().__init__(data, initial=proposed)
        if not copy.needs_reason:
            del self.fields["reason"]
        if "number_shared" in self.data:
            self.ask_about_number()

    def ask_about_number(self) -> None:
        """Ask whether a number that another document of the register bears is right all the same."""
        self.fields["number_shared"] = forms.BooleanField(
            label=_("The number is right: both documents bear it"), required=False
        )


class NumberForm(forms.Form):
    """Whose register, which series, what for; a number only when another than the next one is wanted."""

    unit = forms.ChoiceField(label=_("Unit"), widget=forms.Select(attrs={"class": "form-select"}))
    symbol = forms.CharField(label=_("Symbol"), max_length=60, widget=box(placeholder="QĐ-UBND"))
    purpose = forms.CharField(label=_("What for (may stay empty)"), max_length=1000, widget=box(), required=False)
    number = CountField(label=_("Number (empty: the next one)"), widget=box(inputmode="numeric"), required=False)

    def __init__(
        self, data: Mapping[str, str] | None = None, *, units: list[tuple[str, str]], symbol: str = ""
    ) -> None:
        super().__init__(data, initial={"symbol": symbol})
        self.fields["unit"].choices = units  # type: ignore[attr-defined]  # a choice field has them


class FillInForm(forms.Form):
    """What was issued under a number."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=tuple(KINDS.items()), widget=forms.Select(attrs={"class": "form-select"})
    )
    issued_on = PastDayField(label=_("Date of the document"))
    title = forms.CharField(label=_("Title"), max_length=1000, widget=box())
