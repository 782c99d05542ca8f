"""Addresses of improvement plans."""

from django.urls import path

from parindex.portal.improvement.views.download import pdf, word
from parindex.portal.improvement.views.drafting import draft
from parindex.portal.improvement.views.lines import line
from parindex.portal.improvement.views.plan import head, issue, plan, plan_list, withdraw

app_name = "improvement"

urlpatterns = [
    path("", plan_list, name="list"),
    path("lap/<str:round_id>/<str:unit_id>/", draft, name="draft"),
    path("<str:public_id>/", plan, name="plan"),
    path("<str:public_id>/the-thuc/", head, name="head"),
    path("<str:public_id>/dong/<str:line_id>/", line, name="line"),
    path("<str:public_id>/ban-hanh/", issue, name="issue"),
    path("<str:public_id>/thu-hoi/", withdraw, name="withdraw"),
    path("<str:public_id>/word/", word, name="word"),
    path("<str:public_id>/pdf/", pdf, name="pdf"),
]
