"""What the demonstration writes: one draft, one issued report, both labelled as simulated; once."""

from __future__ import annotations

from tests.portal.conftest import Places

from parindex.portal.accounts.models import User
from parindex.portal.reports.models import Draft
from parindex.portal.reports.queries import figures_of
from parindex.portal.site.demo.written_documents import load_written_documents, the_draft, the_issued


def test_a_draft_and_an_issued_report_are_loaded_once(places: Places, lan: User, thinh: User) -> None:
    User.objects.filter(pk__in=[lan.pk, thinh.pk]).update(is_demonstration=True)
    load_written_documents()
    load_written_documents()
    assert Draft.objects.count() == 2
    assert the_issued().issued_by == thinh and the_issued().document is not None
    for each in (the_draft(), the_issued()):
        assert each.simulated and "số liệu mô phỏng" in each.subject
        (figure,) = figures_of(each)
        assert figure.version.simulated and not figure.is_stale
