"""What people type: a new document, its head and foot, its sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from parindex.portal.platform.fields import CountField, PastDayField
from parindex.portal.reports.actions.save_draft import SectionWords
from parindex.portal.reports.engine_bridge import TemplateKind, first_section
from parindex.portal.reports.engine_bridge.given import ARTICLE, PLAN_ATTACHED
from parindex.portal.reports.models import Draft

_BOX = {"class": "form-control", "autocomplete": "off"}
CAPACITIES = (
    ("own", _("In his own office")),
    ("acting", _("Acting head (Q.)")),
    ("for_head", _("For the head (KT.)")),
    ("by_order", _("By order (TL.)")),
    ("authorised", _("Authorised (TUQ.)")),
)
ATTACHED = (
    ("", _("Nothing")),
    (PLAN_ATTACHED, _("A plan")),
    ("regulation", _("A regulation (quy chế)")),
    ("rules", _("Rules (quy định)")),
)
_LEVELS = ((1, "I."), (2, "1."), (3, "a)"))
_ARTICLE_LEVELS = (
    (ARTICLE, _("Article of the decision")),
    (1, _("Attached: I., or chapter")),
    (2, _("Attached: 1., or article")),
    (3, _("Attached: a), or clause")),
)
_WITHOUT_OPENING = (TemplateKind.DECISION, TemplateKind.INVITATION, TemplateKind.MINUTES)
_TASK_ROWS = _("One row a line: task | lead | co-operating | product | due. Rows copied from Excel can be pasted.")
_FIGURE_ROWS = _("One row a line: measure | unit | value | period before | note. Rows copied from Excel can be pasted.")
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


class SignForm(forms.Form):
    """Number and date that the clerk gives. What is left blank is refused in words on the page, not by the browser."""

    use_required_attribute = False

    number = CountField(
        label=_("Number (empty: the next one)"),
        required=False,
        widget=forms.TextInput(attrs={**_BOX, "inputmode": "numeric"}),
    )
    issued_on = PastDayField(
        label=_("Date of the document"),
        error_messages={"required": _("Type the date of the document (dd/mm/yyyy), then give number and date again.")},
    )


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

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind in _WITHOUT_OPENING:
            del self.fields["opening"]


class _PartForm(forms.Form):
    """Fields of which a kind of document has some."""

    KEPT: Mapping[str, tuple[str, ...]]

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: self.fields[name] for name in self.KEPT.get(kind, ())}


class BeforeForm(_PartForm):
    """What stands before the sections of a kind: to whom, on what grounds, when and where."""

    KEPT: Mapping[str, tuple[str, ...]] = {
        TemplateKind.REPORT: ("addressees",),
        TemplateKind.PROPOSAL: ("addressees",),
        TemplateKind.LETTER: ("addressees",),
        TemplateKind.PLAN: ("legal_bases",),
        TemplateKind.DECISION: ("authority", "legal_bases", "proposer"),
        TemplateKind.INVITATION: ("invited", "event", "chair", "starts", "venue"),
        TemplateKind.MINUTES: (
            "starts", "venue", "attendees", "chair", "chair_title", "secretary", "secretary_title",
        ),
    }  # fmt: skip
    addressees = _lines(_("Addressed to"), hint=_("One a line."))
    authority = _line(_("Who decides"), hint=_("Stands in capitals above the legal bases."))
    legal_bases = _lines(_("Legal bases"), rows=4, hint=_("One a line, each with the word it begins with."))
    proposer = _line(_("Proposed by"), hint=_("The whole line, the last of the legal bases."))
    invited = _lines(_("Who is invited"), rows=3, hint=_("One a line."))
    event = _line(_("Invited to"), hint=_("Ends the sentence that invites; begins with a small letter."))
    starts = _line(_("Time of the meeting"), hint=_("Hour and day as printed."))
    venue = _line(_("Place of the meeting"))
    attendees = _lines(_("Who took part"), rows=4, hint=_("One a line."))
    chair = _line(_("Chair"))
    chair_title = _line(_("Title of the chair"))
    secretary = _line(_("Secretary"))
    secretary_title = _line(_("Title of the secretary"))


class AfterForm(_PartForm):
    """What stands after the sections of a kind: what is attached, the annex, when the meeting ended."""

    KEPT: Mapping[str, tuple[str, ...]] = {
        TemplateKind.DECISION: ("attached", "attached_subject", "annex_title", "annex"),
        TemplateKind.PLAN: ("annex_title", "annex"),
        TemplateKind.REPORT: ("annex_title", "annex"),
        TemplateKind.MINUTES: ("ends",),
    }
    attached = forms.ChoiceField(
        label=_("Issued with the decision"),
        required=False,
        choices=ATTACHED,
        help_text=_("Its sections are those above whose level says so."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    attached_subject = _line(_("Subject of what is attached"))
    annex_title = _line(_("Title of the annex"))
    annex = _lines(_("Rows of the annex"), rows=4)
    ends = _line(_("When the meeting ended"), hint=_("Hour and day as printed."))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        if "annex" in self.fields:
            self.fields["annex"].help_text = _FIGURE_ROWS if kind == TemplateKind.REPORT else _TASK_ROWS


class HeadForm(forms.Form):
    """Head and foot that every document has, as printed."""

    issuer = _lines(_("Issuing body"), hint=_("One entry a printed line."))
    parent = _line(_("Superior body"))
    place = _line(_("Place before the date"))
    symbol = _line(_("Symbol"))
    recipients = _lines(
        _("Recipients"), rows=3, hint=_("One a line. “Như trên” means the bodies that the document is addressed to.")
    )
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
        if kind == TemplateKind.MINUTES:  # signed by chair and secretary, who are named above
            for name in ("on_behalf_of", "capacity", "signer_title", "signer_head", "signer_name"):
                del self.fields[name]


class SectionForm(forms.Form):
    """One section."""

    level = forms.TypedChoiceField(
        label=_("Level of the section"), coerce=int, widget=forms.Select(attrs={"class": "form-select"})
    )
    heading = _line(_("Heading"))
    text = _lines(_("Paragraphs, one a line"), rows=4)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level: Any = self.fields["level"]
        level.choices = _ARTICLE_LEVELS if kind == TemplateKind.DECISION else _LEVELS
        if kind == TemplateKind.INVITATION:  # what else is to be said: plain paragraphs
            del self.fields["heading"], self.fields["level"]


SectionForms = forms.formset_factory(SectionForm, extra=0, max_num=MOST_SECTIONS, absolute_max=MOST_SECTIONS)


class DraftForms:
    """The forms of a draft's page as one. Parts that the kind has not keep what they held."""

    def __init__(self, draft: Draft, typed: QueryDict | None = None) -> None:
        head: Mapping[str, str] = draft.head
        words = {"row_version": draft.row_version, "subject": draft.subject, "opening": head.get("opening", "")}
        kind, spare = draft.kind, first_section(TemplateKind(draft.kind))
        sections = [*draft.sections, *(spare for _spare in range(_SPARE))][:MOST_SECTIONS]
        self.kept_head, self.first_level = head, int(spare["level"])
        self.words = WordsForm(typed, initial=words, kind=kind)
        self.before = BeforeForm(typed, initial=head, kind=kind, prefix="h")
        self.after = AfterForm(typed, initial=head, kind=kind, prefix="h")
        self.head = HeadForm(typed, initial=head, kind=kind, prefix="h")
        self.sections = SectionForms(typed, initial=sections, prefix="s", form_kwargs={"kind": kind})

    def is_valid(self) -> bool:
        """Whether all are."""
        parts = (self.words, self.before, self.sections, self.after, self.head)
        return all([each.is_valid() for each in parts])

    @property
    def row_version(self) -> int:
        """The version that was typed over."""
        return int(self.words.cleaned_data["row_version"])

    @property
    def subject(self) -> str:
        """The subject."""
        return str(self.words.cleaned_data["subject"])

    def head_values(self) -> dict[str, str]:
        """Head, foot, parts of the kind and opening words by name."""
        typed = {**self.head.cleaned_data, **self.before.cleaned_data, **self.after.cleaned_data}
        if "opening" in self.words.cleaned_data:
            typed["opening"] = self.words.cleaned_data["opening"]
        return {**self.kept_head, **typed}

    def section_words(self) -> list[SectionWords]:
        """The sections in order."""
        found = [each.cleaned_data for each in self.sections if each.cleaned_data]
        return [
            SectionWords(each.get("level", self.first_level), each.get("heading", ""), each.get("text", ""))
            for each in found
        ]
