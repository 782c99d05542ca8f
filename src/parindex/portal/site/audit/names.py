"""Names for the ids and codes that audit entries hold: people, units, documents, criteria, figures.

The audit keeps references only (architecture §3.16); who reads it wants names. Each kind of name is read once for a
page of entries, and only when an entry speaks of that kind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from parindex.engine.numbers import printing
from parindex.engine.rulebook.document import Node
from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import CouncilMeeting, PeerGroup, Round, RoundUnit
from parindex.portal.criteria.engine_bridge import node_of
from parindex.portal.criteria.models import CriteriaSetVersion, NodeRow
from parindex.portal.documents.models import Document, DocumentFile
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.facts.models import Fact, FactVersion, Indicator
from parindex.portal.intake.models import Intake
from parindex.portal.organisations.models import Membership, OrgUnit, OrgUnitVersion
from parindex.portal.organisations.models.membership import role_label
from parindex.portal.plans.models import Plan
from parindex.portal.platform.models import AuditEntry
from parindex.portal.reports.models import Draft

PEOPLE = frozenset({"person", "acted_for"})
UNITS = frozenset({"unit", "scope", "body", "owner", "from_unit", "drawn"})
DOCUMENTS = frozenset({"document", "documents", "minutes", "other", "source"})
FILES = frozenset({"file"})
POSITIONS = frozenset({"position", "lent"})
SETS = frozenset({"set", "hash", "base_hash", "base", "version"})
ROUNDS = frozenset({"round"})
MEETINGS = frozenset({"meeting"})
LEAVES = frozenset({"leaf", "leaves", "node"})
GROUPS = frozenset({"group"})
FACTS = frozenset({"fact"})
FACT_VERSIONS = frozenset({"fact_version", "before"})
INDICATORS = frozenset({"new", "indicator"})
IMPORTS = frozenset({"import"})


def stream_parts(stream: str) -> tuple[str, str]:
    """Round and unit (public ids) of a stream `round:…/unit:…`; empty where it has none."""
    parts = dict(part.split(":", 1) for part in stream.split("/") if ":" in part)
    return parts.get("round", ""), parts.get("unit", "")


class Names:
    """Names for what a page of entries speaks of; each kind is read when it is first asked for."""

    def __init__(self, entries: Iterable[AuditEntry]) -> None:
        self._entries = list(entries)
        self._definitions: dict[tuple[int, str], Node | None] = {}

    def said_under(self, keys: Collection[str]) -> set[str]:
        """Everything that stands under one of these keys, as text."""
        found: set[str] = set()
        for entry in self._entries:
            for key in entry.references.keys() & keys:
                value = entry.references[key]
                found |= {str(part) for part in value} if isinstance(value, list) else {str(value)}
        return found - {"", "None"}

    @cached_property
    def streams(self) -> Mapping[str, str]:
        """Stream → the unit's name, or the title of the round."""
        rounds = {stream_parts(entry.stream)[0] for entry in self._entries}
        members = RoundUnit.objects.filter(round__public_id__in=rounds)
        rows = members.values_list("round__public_id", "unit__public_id", "name")
        titles = {f"round:{public_id}": round_.title for public_id, round_ in self.rounds.items()}
        members_named = {f"round:{round_}/unit:{unit}": name for round_, unit, name in rows}
        return {**titles, **members_named, **self._subjects()}

    def _subjects(self) -> Mapping[str, str]:
        """Stream → the plan, document, criteria set, person or unit that it is about."""
        keys: dict[str, set[str]] = {}
        for entry in self._entries:
            kind, _, key = entry.stream.partition(":")
            keys.setdefault(kind, set()).add(key)
        found: dict[str, str] = {}
        if "plan" in keys:
            plans = Plan.objects.filter(public_id__in=keys["plan"])
            found |= {f"plan:{key}": title for key, title in plans.values_list("public_id", "title")}
        if "document" in keys:
            papers = Document.objects.filter(public_id__in=keys["document"])
            found |= {f"document:{each.public_id}": f"{each.sign} {each.title}".strip() for each in papers}
        if "intake" in keys:
            sent = Intake.objects.filter(public_id__in=keys["intake"]).select_related("document")
            found |= {f"intake:{each.public_id}": each.title for each in sent}
        if "report" in keys:
            written = Draft.objects.filter(public_id__in=keys["report"])
            found |= {f"report:{each.public_id}": each.title for each in written}
        if "criteria_set" in keys:
            versions = CriteriaSetVersion.objects.filter(criteria_set__code__in=keys["criteria_set"]).order_by("pk")
            titles = versions.values_list("criteria_set__code", "title")
            found |= {f"criteria_set:{code}": title for code, title in titles}
        if "person" in keys:
            people = User.objects.filter(public_id__in=keys["person"])
            found |= {f"person:{each.public_id}": each.full_name for each in people}
        if "unit" in keys:
            units = self._unit_names(OrgUnit.objects.filter(public_id__in=keys["unit"]))
            found |= {f"unit:{key}": name for key, name in units.items()}
        return found

    @cached_property
    def rounds(self) -> Mapping[str, Round]:
        """Rounds of the streams and of the references, by public id; without the text of their sets."""
        asked = {stream_parts(entry.stream)[0] for entry in self._entries} | self.said_under(ROUNDS)
        found = Round.objects.filter(public_id__in=asked).select_related("set_version")
        return {each.public_id: each for each in found.defer("set_version__canonical")}

    @cached_property
    def people(self) -> Mapping[str, str]:
        """Row id or public id → name."""
        said = self.said_under(PEOPLE)
        numbers = [int(text) for text in said if text.isdigit()]
        people = User.objects.filter(Q(public_id__in=said) | Q(pk__in=numbers))
        return {key: person.full_name for person in people for key in (person.public_id, str(person.pk))}

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Public id → the unit's present name."""
        return self._unit_names(OrgUnit.objects.filter(public_id__in=self.said_under(UNITS)))

    @cached_property
    def documents(self) -> Mapping[str, str]:
        """Public id → number and symbol, title."""
        found = Document.objects.filter(public_id__in=self.said_under(DOCUMENTS))
        return {each.public_id: " ".join(part for part in (each.sign, each.title) if part) for each in found}

    @cached_property
    def files(self) -> Mapping[str, str]:
        """Public id → file name."""
        found = DocumentFile.objects.filter(public_id__in=self.said_under(FILES))
        return dict(found.values_list("public_id", "name"))

    @cached_property
    def imports(self) -> Mapping[str, str]:
        """Public id of an import of dossiers → name of its file."""
        found = ImportBatch.objects.filter(public_id__in=self.said_under(IMPORTS))
        return dict(found.values_list("public_id", "file_name"))

    @cached_property
    def positions(self) -> Mapping[str, str]:
        """Public id of a membership → role and unit."""
        found = Membership.objects.filter(public_id__in=self.said_under(POSITIONS)).select_related("role", "unit")
        units = self._unit_names(each.unit for each in found)
        return {
            each.public_id: f"{each.title or role_label(each)}, {units.get(each.unit.public_id, '')}" for each in found
        }

    @cached_property
    def sets(self) -> Mapping[str, str]:
        """Hash or public id → title and version of a criteria set."""
        said = self.said_under(SETS)
        found = CriteriaSetVersion.objects.filter(Q(hash__in=said) | Q(public_id__in=said)).defer("canonical")
        return {key: f"{each.title} ({each.version})" for each in found for key in (each.hash, each.public_id)}

    @cached_property
    def meetings(self) -> Mapping[str, str]:
        """Public id of a council meeting → the day on which it was held."""
        found = CouncilMeeting.objects.filter(public_id__in=self.said_under(MEETINGS))
        return {each.public_id: printing.show_date(each.held_on) for each in found}

    @cached_property
    def groups(self) -> Mapping[tuple[str, str], str]:
        """Round and code → title of a group of units."""
        rows = PeerGroup.objects.filter(round__in=[each.pk for each in self.rounds.values()])
        return {(round_, code): title for round_, code, title in rows.values_list("round__public_id", "code", "title")}

    @cached_property
    def indicators(self) -> Mapping[str, str]:
        """Code → title of an indicator."""
        return dict(Indicator.objects.filter(code__in=self.said_under(INDICATORS)).values_list("code", "title"))

    @cached_property
    def facts(self) -> Mapping[str, str]:
        """Row id → indicator and unit."""
        found = Fact.objects.filter(pk__in=self._numbers(FACTS)).select_related("indicator", "unit")
        units = self._unit_names(each.unit for each in found)
        return {str(each.pk): f"{each.indicator.title}, {units.get(each.unit.public_id, '')}" for each in found}

    @cached_property
    def fact_versions(self) -> Mapping[str, str]:
        """Row id → value and source of a version of a fact."""
        found = FactVersion.objects.filter(pk__in=self._numbers(FACT_VERSIONS | {"from", "to"}))
        return {str(each.pk): f"{_figure(each)} ({each.source_title})" for each in found}

    @staticmethod
    def _unit_names(units: Iterable[OrgUnit]) -> Mapping[str, str]:
        """Public id → the name that the unit bears now, or bore last."""
        versions = OrgUnitVersion.objects.filter(unit__in=[each.pk for each in units]).order_by("valid_from")
        return dict(versions.values_list("unit__public_id", "name"))

    def _numbers(self, keys: Collection[str]) -> list[int]:
        return [int(text) for text in self.said_under(keys) if text.isdigit()]

    @cached_property
    def leaves(self) -> Mapping[tuple[int, str], str]:
        """Set version and code → number and title, as printed."""
        codes = self.said_under(LEAVES)
        versions = {each.set_version_id for each in self.rounds.values()}
        rows = NodeRow.objects.filter(version__in=versions, code__in=codes)
        listed = rows.values_list("version_id", "code", "number", "title")
        return {(version, code): f"{number} {title}".strip() for version, code, number, title in listed}

    def leaf(self, entry: AuditEntry, code: str) -> str:
        """Number and title of a field, criterion or sub-criterion of the round that the entry is of."""
        round_ = self.rounds.get(stream_parts(entry.stream)[0])
        return self.leaves.get((round_.set_version_id, code), "") if round_ else ""

    def definition(self, entry: AuditEntry) -> Node | None:
        """The sub-criterion that the entry is of, with its figures and choices."""
        round_, code = self.rounds.get(stream_parts(entry.stream)[0]), str(entry.references.get("leaf", ""))
        if round_ is None or not code:
            return None
        key = (round_.set_version_id, code)
        if key not in self._definitions:
            version = round_.set_version
            try:
                self._definitions[key] = node_of(version.hash, version.canonical, code)
            except KeyError:  # a code of another version
                self._definitions[key] = None
        return self._definitions[key]


def _figure(version: FactVersion) -> str:
    if version.numerator is not None and version.denominator is not None:
        return f"{printing.show_decimal(version.numerator)}/{printing.show_decimal(version.denominator)}"
    return _("no value") if version.value is None else printing.show_decimal(version.value)
