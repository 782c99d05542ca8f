"""Reading criteria sets."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from parindex.portal.criteria import engine_bridge
from parindex.portal.criteria.models import CriteriaSetVersion, NodeKind, NodeRow
from parindex.portal.platform.folding import fold


def version_by_id(public_id: str) -> CriteriaSetVersion:
    """The version behind an address. Answers 404 for none."""
    versions = CriteriaSetVersion.objects.select_related("criteria_set__owner")
    return get_object_or_404(versions, public_id=public_id)


def document(version: CriteriaSetVersion) -> engine_bridge.CriteriaSet:
    """The version's document."""
    return engine_bridge.document_of(version.hash, version.canonical)


def class_names(version: CriteriaSetVersion) -> tuple[str, ...]:
    """Names of the set's classes, best first; none when it has no scheme."""
    scheme = document(version).class_scheme
    return tuple(band.name for band in scheme.bands) if scheme else ()


def previous_version(version: CriteriaSetVersion) -> CriteriaSetVersion | None:
    """The version that the crosswalk names, if it is here; else the newest older one of the same set."""
    crosswalk = document(version).crosswalk
    versions = CriteriaSetVersion.objects.select_related("criteria_set")
    if crosswalk is not None:
        return versions.filter(criteria_set__code=crosswalk.code, version=crosswalk.version).first()
    older = versions.filter(criteria_set=version.criteria_set, version__lt=version.version)
    return older.order_by("-version").first()


def search(version: CriteriaSetVersion, text: str) -> list[NodeRow]:
    """Nodes whose number or title contains every word of ``text``, accents aside, in printed order."""
    found = NodeRow.objects.filter(version=version)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return list(found)


def tree(version: CriteriaSetVersion) -> list[tuple[NodeRow, list[NodeRow]]]:
    """Each field with everything below it, in printed order; one query."""
    fields: list[tuple[NodeRow, list[NodeRow]]] = []
    for node in NodeRow.objects.filter(version=version).order_by("position"):
        if node.kind == NodeKind.FIELD:
            fields.append((node, []))
        else:
            fields[-1][1].append(node)
    return fields
