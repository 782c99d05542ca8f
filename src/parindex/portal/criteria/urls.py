"""Addresses of criteria sets."""

from django.urls import path

from parindex.portal.criteria.views.browser import version
from parindex.portal.criteria.views.comparison import comparison
from parindex.portal.criteria.views.draft import change_tree, draft, save_node
from parindex.portal.criteria.views.draft_examples import drop, examples, keep, try_node, version_examples
from parindex.portal.criteria.views.draft_names import names
from parindex.portal.criteria.views.draft_set import attributes, crosswalk, preview, workbook_in
from parindex.portal.criteria.views.drafts import copy_set, discard, issue, undo
from parindex.portal.criteria.views.versions import versions

app_name = "criteria"
urlpatterns = [
    path("", versions, name="versions"),
    # the editor of a draft
    path("ban-nhap/<str:public_id>/", draft, name="draft"),
    path("ban-nhap/<str:public_id>/nut/<str:code>/", save_node, name="draft_node"),
    path("ban-nhap/<str:public_id>/nut/<str:code>/thu/", try_node, name="draft_try"),
    path("ban-nhap/<str:public_id>/nut/<str:code>/vi-du/", keep, name="draft_example_keep"),
    path("ban-nhap/<str:public_id>/vi-du/", examples, name="draft_examples"),
    path("ban-nhap/<str:public_id>/vi-du/<str:example>/bo/", drop, name="draft_example_drop"),
    path("ban-nhap/<str:public_id>/ten-goi/", names, name="draft_names"),
    path("ban-nhap/<str:public_id>/cay/", change_tree, name="draft_tree"),
    path("ban-nhap/<str:public_id>/thuoc-tinh/", attributes, name="draft_attributes"),
    path("ban-nhap/<str:public_id>/doi-chieu/", crosswalk, name="draft_crosswalk"),
    path("ban-nhap/<str:public_id>/nap-excel/", workbook_in, name="draft_workbook"),
    path("ban-nhap/<str:public_id>/xem-phieu/", preview, name="draft_preview"),
    path("ban-nhap/<str:public_id>/ban-hanh/", issue, name="draft_issue"),
    path("ban-nhap/<str:public_id>/hoan-tac/", undo, name="draft_undo"),
    path("ban-nhap/<str:public_id>/bo/", discard, name="draft_discard"),
    # issued versions
    path("<str:public_id>/", version, name="version"),
    path("<str:public_id>/vi-du/", version_examples, name="examples"),
    path("<str:public_id>/so-sanh/", comparison, name="comparison"),
    path("<str:public_id>/sao/", copy_set, name="copy"),
]
