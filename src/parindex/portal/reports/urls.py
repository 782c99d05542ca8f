"""Addresses of reports."""

from django.urls import path

from parindex.portal.reports.views import draft, from_plan, listing, outgoing

app_name = "reports"

urlpatterns = [
    path("", listing.draft_list, name="list"),
    path("tu-ke-hoach/<str:plan_id>/", from_plan.from_plan, name="from_plan"),
    path("<str:public_id>/", draft.draft_page, name="draft"),
    path("<str:public_id>/soat/", draft.proof_panel, name="proof"),
    path("<str:public_id>/cap-nhat-so-lieu/", draft.renew, name="renew"),
    path("<str:public_id>/doi-chieu/", outgoing.compare, name="compare"),
    path("<str:public_id>/word/", outgoing.word, name="word"),
    path("<str:public_id>/ban-hanh/", outgoing.issue, name="issue"),
    path("<str:public_id>/cap-so/", outgoing.number, name="number"),
]
