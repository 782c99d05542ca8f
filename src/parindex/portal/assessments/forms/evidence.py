"""Evidence as people add it: a file with its card, or a document of the catalogue, and where in it."""

from __future__ import annotations

import unicodedata

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parindex.portal.assessments.actions.link_evidence import Passage
from parindex.portal.assessments.models import EvidenceLink
from parindex.portal.documents.forms import CardForm, box, card_values


def pages_words(pages: str) -> str:
    """Pages as they are read: ``3–5`` → trang 3–5; a text that names them itself stays; empty for none."""
    word = gettext("pages")
    return f"{word} {pages}" if pages[:1].isdigit() else pages


class PassageForm(forms.Form):
    """Section, pages, note."""

    section = forms.CharField(
        label=_("Section, article, clause"), max_length=200, widget=box(placeholder="Mục II.3"), required=False
    )
    pages = forms.CharField(label=_("Pages"), max_length=60, widget=box(placeholder="3–5"), required=False)
    note = forms.CharField(label=_("Note"), max_length=500, widget=box(), required=False)

    def passage(self) -> Passage:
        """Where in the document."""
        names = ("section", "pages", "note")
        return Passage(*(unicodedata.normalize("NFC", self.cleaned_data[name]).strip() for name in names))


class UploadForm(CardForm, PassageForm):
    """A file's card and passage; everything may be filled in later, the title comes from the file then."""

    field_order = ("kind", "number", "symbol", "issued_on", "issuer", "title", "section", "pages", "note")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["title"].required = False
        self.fields["kind"].required = False
        self.fields["title"].widget.attrs["placeholder"] = _("the file's name, when left empty")
        self.initial.setdefault("kind", "other")

    def clean_kind(self) -> str:
        """Without a choice: other."""
        return self.cleaned_data["kind"] or "other"


class EvidenceForm(CardForm, PassageForm):
    """Card and passage of standing evidence, with the passage as it was opened."""

    opened_section = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    opened_pages = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    opened_note = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def opened(self) -> Passage:
        """The passage that the person had before him."""
        typed = self.cleaned_data
        return Passage(typed["opened_section"], typed["opened_pages"], typed["opened_note"])


def evidence_values(link: EvidenceLink) -> dict[str, object]:
    """The form's first values."""
    named = {"section": link.section, "pages": link.pages, "note": link.note}
    return card_values(link.document) | named | {f"opened_{name}": value for name, value in named.items()}
