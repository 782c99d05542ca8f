"""What people type: a new document, its head and foot, its sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from parindex.portal.reports.actions.save_draft import SectionWords
from parindex.portal.reports.engine_bridge import TemplateKind
from parindex.portal.reports.models import Draft

_BOX = {"class": "form-control", "autocomplete": "off"}
CAPACITIES = (
    ("own", _("In his own office")),
    ("acting", _("Acting head (Q.)")),
    ("for_head", _("For the head (KT.)")),
    ("by_order", _("By order (TL.)")),
    ("authorised", _("Authorised (TUQ.)")),
)
MOST_SECTIONS = 60
_SPARE = 2
"""Empty sections that a page offers."""


def _line(label: Any, *, required: bool = False, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, required=required, help_text=hint, widget=forms.TextInput(attrs=_BOX)
    )


def _lines(label: Any, *, rows: int = 2, hint: Any = "") -> forms.CharField:
    box = forms.Textarea(attrs={**_BOX, "rows": str(rows)})
    return forms.CharField(label=label, max_length=20_000, required=False, help_text=hint, widget=box)


class NewDraftForm(forms.Form):
    """Unit, kind and subject of a new document."""

    unit = forms.ChoiceField(label=_("Unit"), widget=forms.Select(attrs={"class": "form-select"}))
    kind = forms.ChoiceField(label=_("Kind of document"), widget=forms.Select(attrs={"class": "form-select"}))
    subject = forms.CharField(label=_("Subject"), max_length=500, widget=forms.TextInput(attrs=_BOX))

    def __init__(self, *args: Any, units: list[tuple[str, str]], kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        kind: Any = self.fields["kind"]
        unit.choices, kind.choices = units, kinds


class EditedFileForm(forms.Form):
    """A Word file of the document that was edited outside."""

    file = forms.FileField(
        label=_("Word file that was edited outside"),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".docx"}),
    )


class WordsForm(forms.Form):
    """Subject and opening words."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)
    subject = _lines(_("Subject"), hint=_("A new line breaks the printed line."))
    opening = _lines(_("Opening words"), rows=3)


class HeadForm(forms.Form):
    """Head and foot of the document, as printed."""

    issuer = _lines(_("Issuing body"), hint=_("One entry a printed line."))
    parent = _line(_("Superior body"))
    place = _line(_("Place before the date"))
    symbol = _line(_("Symbol"))
    addressees = _lines(_("Addressed to"), hint=_("One a line."))
    legal_bases = _lines(_("Legal bases"), hint=_("One a line."))
    recipients = _lines(_("Recipients"), rows=3, hint=_("One a line."))
    archive = _line(_("Archive"))
    on_behalf_of = _line(_("On behalf of (TM.)"))
    capacity = forms.ChoiceField(
        label=_("Capacity"), choices=CAPACITIES, widget=forms.Select(attrs={"class": "form-select"})
    )
    signer_title = _line(_("Title of the signer"))
    signer_head = _line(_("Title of the head"), hint=_("Only with KT., TL., TUQ."))
    signer_name = _line(_("Name of the signer"))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["addressees" if kind == TemplateKind.PLAN else "legal_bases"]


class SectionForm(forms.Form):
    """One section."""

    level = forms.TypedChoiceField(
        label=_("Level of the section"),
        coerce=int,
        choices=((1, "I."), (2, "1."), (3, "a)")),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    heading = _line(_("Heading"))
    text = _lines(_("Paragraphs, one a line"), rows=4)


SectionForms = forms.formset_factory(SectionForm, extra=0, max_num=MOST_SECTIONS, absolute_max=MOST_SECTIONS)


class DraftForms:
    """The three forms of a draft's page as one."""

    def __init__(self, draft: Draft, typed: QueryDict | None = None) -> None:
        head: Mapping[str, str] = draft.head
        words = {"row_version": draft.row_version, "subject": draft.subject, "opening": head.get("opening", "")}
        sections = [*draft.sections, *({"level": 1} for _spare in range(_SPARE))][:MOST_SECTIONS]
        self.words = WordsForm(typed, initial=words)
        self.head = HeadForm(typed, initial=head, kind=draft.kind, prefix="h")
        self.sections = SectionForms(typed, initial=sections, prefix="s")

    def is_valid(self) -> bool:
        """Whether all three are."""
        return all([self.words.is_valid(), self.head.is_valid(), self.sections.is_valid()])

    @property
    def row_version(self) -> int:
        """The version that was typed over."""
        return int(self.words.cleaned_data["row_version"])

    @property
    def subject(self) -> str:
        """The subject."""
        return str(self.words.cleaned_data["subject"])

    def head_values(self) -> dict[str, str]:
        """Head, foot and opening words by name."""
        return {**self.head.cleaned_data, "opening": self.words.cleaned_data["opening"]}

    def section_words(self) -> list[SectionWords]:
        """The sections in order."""
        found = [each.cleaned_data for each in self.sections if each.cleaned_data]
        return [SectionWords(each.get("level") or 1, each.get("heading", ""), each.get("text", "")) for each in found]
