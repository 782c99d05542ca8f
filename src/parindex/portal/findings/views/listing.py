"""The list of findings, with one of them in the drawer. One template: the drawer has an address of its own."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.engine.numbers.printing import show_decimal
from parindex.portal.accounts.models import User
from parindex.portal.findings import engine_bridge, permissions, queries
from parindex.portal.findings.models import Finding
from parindex.portal.findings.tables import FindingTable, cause_of, figure
from parindex.portal.findings.workflow import WAITING
from parindex.portal.platform import clock, words
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.tables import arrange


@require_safe
def finding_list(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """All findings that the person may see; ``public_id``: the one shown in the drawer."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    counts = queries.counts(request.user)
    asked = request.GET.get("view", "")
    view = asked if asked in (*queries.VIEWS, "all", queries.PUBLISHED) else "open"
    severity = request.GET.get("severity", "")
    text = request.GET.get("q", "")
    found = queries.listed(request.user, view=view, severity=severity, text=text)
    if request.GET.get("export") == "xlsx":
        table = FindingTable(found, chosen="", query="")
        facts = [f"{words.say('findings.listed', {'count': len(table.rows)})} · {clock.now():%d/%m/%Y %H:%M}"]
        return table_response(table, file_name="phat-hien.xlsx", title=_("Findings"), facts=facts)
    query = request.GET.urlencode()
    table = arrange(request, FindingTable(found, chosen=public_id, query=query))
    views = [("open", _("Not closed"), counts["open"]), ("closed", _("Closed"), counts["closed"]),
             ("all", _("All"), counts["all"])]  # fmt: skip
    if counts["of_others"] or view == queries.PUBLISHED:
        views.append((queries.PUBLISHED, _("Published documents of others"), counts["of_others"]))
    context: dict[str, object] = {
        "table": table,
        "counts": counts,
        "view": view,
        "severity": severity,
        "search": text,
        "query": query,
        "views": views,
        "severities": [("high", _("Grave")), ("medium", _("Medium")), ("low", _("Light"))],
    }  # fmt: skip
    if public_id:
        finding = get_object_or_404(permissions.visible_to(request.user), public_id=public_id)
        context |= drawer(request.user, finding) | neighbours(found, finding)
    return render(request, "findings/list.html", context)


def neighbours(found: QuerySet[Finding], finding: Finding) -> dict[str, object]:
    """The findings before and after this one in the filtered list, and its place."""
    ids = list(found.values_list("public_id", flat=True))
    if finding.public_id not in ids:
        return {}
    place = ids.index(finding.public_id)
    return {
        "place": place + 1,
        "among": len(ids),
        "before": ids[place - 1] if place else "",
        "after": ids[place + 1] if place + 1 < len(ids) else "",
    }


def _repaired(finding: Finding) -> Decimal | int | str | None:
    """The printed figure that the repair stands for: the one that the cause names, else the finding's own."""
    return engine_bridge.from_json(finding.cause_values).get("printed", finding.figure("printed"))


def drawer(actor: User, finding: Finding) -> dict[str, object]:
    """What the drawer shows of a finding: the sentence, the sums, the proposed repair, what may be done."""
    figures = engine_bridge.from_json(finding.figures)
    return {
        "finding": finding,
        "sentence": words.say(f"finding.{finding.rule}", figures),
        "rule_name": words.say(f"rule_name.{finding.rule}"),
        "cause": cause_of(finding),
        "repair": show_decimal(Decimal(finding.repair)) if finding.repair else "",
        "repaired": figure(_repaired(finding)),
        "identities": [
            {
                "text": words.say(code, engine_bridge.from_json(values)),
                "holds": holds,
                "difference": Decimal(difference),
            }
            for code, values, holds, difference in finding.identities
        ],
        "waiting": finding.state in WAITING,
        "may_answer": permissions.may_answer(actor, finding),
        "may_open_subject": permissions.may_open_subject(actor, finding),
        "may_read_audit": permissions.may_read_audit(actor, finding),
        "may_open_cure": permissions.may_open_cure(actor, finding),
    }
