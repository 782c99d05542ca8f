"""From where, how and when a source is asked for its dossiers, as a person declares it."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.portal.dossiers.actions.declare_pull import LONGEST_ADDRESS, MOST_A_PAGE, PullWords, words_of
from parindex.portal.dossiers.forms.figures import box
from parindex.portal.dossiers.labels import TOKENS_FROM
from parindex.portal.dossiers.models import DossierSource, NightlyPull

HOURS = [(str(hour), f"{hour:02d}:00") for hour in range(24)]
NIGHT = 2
"""The hour that is proposed: neither the day's work nor the night's cleaning."""


class NightlyPullForm(forms.Form):
    """Source, address, hour, where the token comes from, then how the source pages."""

    source = forms.ChoiceField(label=_("Source"), widget=forms.Select(attrs={"class": "form-select"}))
    address = forms.CharField(
        label=_("Address of its service (https)"),
        max_length=LONGEST_ADDRESS,
        widget=box(inputmode="url"),
        help_text=_("As the company that runs the system gives it, without user name, password or token."),
    )
    hour = forms.ChoiceField(
        label=_("Each day at"), choices=HOURS, initial=str(NIGHT), widget=forms.Select(attrs={"class": "form-select"})
    )
    token_from = forms.ChoiceField(
        label=_("Its token comes from"),
        choices=list(TOKENS_FROM.items()),
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text=_(
            "The token itself is never typed here: the server's administrator lays it down where the list says."
        ),
    )
    is_on = forms.ChoiceField(
        label=_("Nightly pull"),
        choices=[("1", _("on")), ("0", _("off"))],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    page_size = forms.IntegerField(
        label=_("Dossiers a page"), min_value=1, max_value=MOST_A_PAGE, initial=500, widget=box(inputmode="numeric")
    )
    page_name = forms.CharField(
        label=_("Parameter of the page number"), max_length=40, initial="page", widget=box(autocapitalize="none")
    )
    size_name = forms.CharField(
        label=_("Parameter of the page size"), max_length=40, initial="size", widget=box(autocapitalize="none")
    )
    first_page = forms.ChoiceField(
        label=_("Number of the first page"),
        choices=[("1", "1"), ("0", "0")],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    records_key = forms.CharField(
        label=_("Name under which the answer holds its list (empty: the answer is the list)"),
        max_length=40,
        required=False,
        widget=box(autocapitalize="none"),
    )

    def __init__(self, *args: object, sources: Sequence[DossierSource], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.auto_id = "keo-%s"
        chosen = self.fields["source"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(each.public_id, each.title) for each in sources]

    @property
    def words(self) -> PullWords:
        """What was written."""
        typed = self.cleaned_data
        return PullWords(
            typed["address"],
            int(typed["hour"]),
            typed["page_size"],
            typed["page_name"],
            typed["size_name"],
            int(typed["first_page"]),
            typed["records_key"],
            typed["token_from"],
            typed["is_on"] == "1",
        )


def standing_words(pull: NightlyPull) -> dict[str, object]:
    """What stands, for the form that changes it."""
    words = words_of(pull)
    return {
        "source": pull.source.public_id,
        **{name: getattr(words, name) for name in PullWords.__slots__},
        "is_on": "1" if words.is_on else "0",
    }
