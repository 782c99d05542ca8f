"""What people write in explanations and objections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.portal.documents.models import Document


class WordsForm(forms.Form):
    """One text, and the version of the row that the person had before him."""

    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 6, "class": "form-control"}),
        max_length=10_000,
        required=False,
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label or _("Text")

    @property
    def version(self) -> int | None:
        """Version that was shown; None: not checked."""
        found: int | None = self.cleaned_data.get("row_version")
        return found


class AnswerForm(WordsForm):
    """A text with documents of the unit, and one more file."""

    documents = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, required=False, label=_("Documents of the unit")
    )
    file = forms.FileField(
        required=False,
        label=_("One more file (PDF, picture, Word, Excel)"),
        widget=forms.ClearableFileInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, offered: Sequence[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {document.public_id: document for document in offered}
        choices = [(key, " · ".join(filter(None, [each.sign, each.title]))) for key, each in self.offered.items()]
        field = self.fields["documents"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def chosen(self) -> list[Document]:
        """The documents that are marked."""
        return [self.offered[key] for key in self.cleaned_data["documents"]]


class DecisionForm(WordsForm):
    """Upheld or dismissed, with the reason."""

    upheld = forms.TypedChoiceField(
        choices=[("yes", _("Uphold")), ("no", _("Dismiss"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        label=_("Decision"),
    )
