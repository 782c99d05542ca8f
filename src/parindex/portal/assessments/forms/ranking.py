"""Filters of a ranking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.portal.assessments.queries.rankings import RankedUnit, Ranking
from parindex.portal.organisations.models import UnitType
from parindex.portal.platform.folding import fold


class RankingFilter(forms.Form):
    """Filters of a ranking."""

    q = forms.CharField(required=False, label=gettext_lazy("Find a unit (no accents needed)"))
    by = forms.ChoiceField(required=False, label=gettext_lazy("Ranked by"))
    band = forms.ChoiceField(required=False, label=gettext_lazy("Class"))
    kind = forms.ChoiceField(required=False, label=gettext_lazy("Type of unit"))

    def __init__(self, *args: Any, ranking: Ranking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {row.kind for row in [*ranking.placed, *ranking.unplaced]}
        self._choices("by", [("", _("Ranked by: total")), *_nodes(ranking)])
        self._choices("band", [("", _("Class: all")), *((band, band) for band in ranking.bands)])
        self._choices("kind", [("", _("Type: all")), *((k, UnitType(k).label) for k in UnitType.values if k in kinds)])
        self.fields["q"].widget.attrs |= {
            "class": "form-control",
            "type": "search",
            "placeholder": _("Find a unit (no accents needed)"),
        }

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        choice = self.fields[name]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = choices
        choice.widget.attrs["class"] = "form-select"

    def narrow(self, rows: list[RankedUnit]) -> list[RankedUnit]:
        """The rows that the filters leave; ranks stay those of the whole group."""
        asked = self.cleaned_data if self.is_valid() else {}
        words = fold(asked.get("q") or "").split()
        return [
            row
            for row in rows
            if all(word in row.folded for word in words)
            and (not asked.get("band") or row.band == asked["band"])
            and (not asked.get("kind") or row.kind == asked["kind"])
        ]


def _nodes(ranking: Ranking) -> list[tuple[str, list[tuple[str, str]]]]:
    fields = [(node.code, f"{node.number}. {node.title}") for node in ranking.fields]
    criteria = [(node.code, f"{node.number} {node.title}") for node in ranking.criteria]
    return [(_("Field"), fields), (_("Criterion"), criteria)]
