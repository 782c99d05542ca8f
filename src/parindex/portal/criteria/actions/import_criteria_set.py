"""Import a criteria-set document as a draft version."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria import engine_bridge, permissions
from parindex.portal.criteria.models import CriteriaSet, CriteriaSetVersion, NodeKind, NodeRow
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit, clock
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused

KINDS = (NodeKind.FIELD, NodeKind.CRITERION, NodeKind.SUB_CRITERION)


class RulebookNotImported(ActionRefused):
    """The document has faults; all of them are in ``faults``."""

    def __init__(self, faults: tuple[engine_bridge.Fault, ...]) -> None:
        super().__init__("criteria.rulebook_has_faults", {"count": len(faults)})
        self.faults = faults


@transaction.atomic
def import_criteria_set(
    *, actor: User | None, content: bytes, source: str, owner: OrgUnit | None = None
) -> CriteriaSetVersion:
    """Read ``content`` (YAML or JSON) and keep it as a draft; the same document twice gives the version that is there.

    Raises ``RulebookNotImported`` with every fault, ``ActionRefused`` when the version stands with other content.
    """
    permissions.may_import(actor, owner).or_refuse()
    try:
        document = engine_bridge.read_criteria_set(content, source=source)
    except engine_bridge.RulebookRefused as refused:
        raise RulebookNotImported(refused.faults) from refused
    hash_ = engine_bridge.set_hash(document)
    standing_version = CriteriaSetVersion.objects.filter(
        criteria_set__code=document.code, version=document.version
    ).first()
    if standing_version is not None:
        if standing_version.hash == hash_:
            return standing_version
        raise ActionRefused("criteria.version_stands", {"code": document.code, "version": document.version})
    criteria_set, _ = CriteriaSet.objects.get_or_create(
        code=document.code, defaults={"title": document.title, "level": document.level.value, "owner": owner}
    )
    version = CriteriaSetVersion.objects.create(
        criteria_set=criteria_set,
        version=document.version,
        title=document.title,
        standing=document.standing.value,
        scale=document.scale,
        canonical=engine_bridge.canonical_text(document),
        hash=hash_,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        imported_at=clock.now(),
        imported_by=actor,
    )
    _write_rows(version, document)
    audit.record(
        stream=f"criteria_set:{criteria_set.code}",
        actor=actor,
        action="criteria.import_criteria_set",
        subject=version.public_id,
        references={"version": version.version, "hash": hash_},
    )
    return version


def _write_rows(version: CriteriaSetVersion, document: engine_bridge.CriteriaSet) -> None:
    """One row a node, level by level, so that every parent has its key before its children."""
    lines = engine_bridge.node_lines(document)
    keys: dict[str, int] = {}
    for depth, kind in enumerate(KINDS):
        rows = [_row(version, line, kind, position, keys) for position, line in enumerate(lines) if line.depth == depth]
        for row in NodeRow.objects.bulk_create(rows):
            keys[row.code] = row.pk


def _row(
    version: CriteriaSetVersion, line: engine_bridge.NodeLine, kind: NodeKind, position: int, keys: dict[str, int]
) -> NodeRow:
    node = line.node
    number = node.number or node.code
    return NodeRow(
        version=version,
        parent_id=keys[line.parent] if line.parent else None,
        code=node.code,
        number=number,
        title=node.title,
        short_title=node.short_title or "",
        maximum=node.maximum,
        kind=kind,
        is_leaf=node.rule is not None,
        outside_scale=line.outside_scale,
        rule_kind=node.rule.kind if node.rule is not None else "",
        measured=node.measured.value if node.measured is not None else "",
        owner_alias=line.owner,
        position=position,
        folded=fold(f"{number} {node.title}"),
    )
