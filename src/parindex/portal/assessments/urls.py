"""Addresses of rounds."""

from django.urls import include, path

from parindex.portal.assessments.views import evidence, evidence_upload, evidence_viewer, peers, thread, threads
from parindex.portal.assessments.views.leaf import leaf
from parindex.portal.assessments.views.ranking import ranking
from parindex.portal.assessments.views.rounds import round_page, rounds
from parindex.portal.assessments.views.sheet import my_sheet, sheet
from parindex.portal.assessments.views.sheet_excel import paste, upload, workbook
from parindex.portal.assessments.views.sheet_report import report
from parindex.portal.assessments.views.sheet_row import carry_forward, dispute, owner, row_page, undo, withdraw
from parindex.portal.assessments.views.sheet_steps import hand_in, missing, submit
from parindex.portal.assessments.views.unit import unit
from parindex.portal.assessments.views.unit_evidence import unit_evidence

app_name = "assessments"
EVIDENCE_OF_A_LEAF = [
    path("", evidence.evidence_of_leaf, name="evidence"),
    path("tai-len/", evidence_upload.upload, name="upload_evidence"),
    path("tu-danh-muc/", evidence.link_from_catalogue, name="link_evidence"),
    path("<str:link_id>/", evidence_viewer.viewer, name="evidence_viewer"),
    path("<str:link_id>/sua/", evidence_viewer.edit, name="edit_evidence"),
    path("<str:link_id>/go/", evidence.unlink, name="unlink_evidence"),
]
urlpatterns = [
    path("", rounds, name="rounds"),
    # explanations, objections
    path("giai-trinh/", threads.threads, name="threads"),
    path("giai-trinh/<str:public_id>/", thread.thread, name="thread"),
    # Self-assessment sheet and calendar.
    path("phieu-cua-toi/", my_sheet, name="my_sheet"),
    path("<str:public_id>/phieu/<str:unit_id>/", sheet, name="sheet"),
    path("<str:public_id>/phieu/<str:unit_id>/phieu.xlsx", workbook, name="sheet_workbook"),
    path("<str:public_id>/phieu/<str:unit_id>/nap/", upload, name="sheet_upload"),
    path("<str:public_id>/phieu/<str:unit_id>/dan/", paste, name="sheet_paste"),
    path("<str:public_id>/phieu/<str:unit_id>/con-thieu/", missing, name="sheet_missing"),
    path("<str:public_id>/phieu/<str:unit_id>/trinh/", submit, name="sheet_submit"),
    path("<str:public_id>/phieu/<str:unit_id>/nop/", hand_in, name="sheet_hand_in"),
    path("<str:public_id>/phieu/<str:unit_id>/bao-cao.docx", report, name="sheet_report"),
    path("<str:public_id>/phieu/<str:unit_id>/dong/<str:leaf_code>/", row_page, name="sheet_row"),
    path("<str:public_id>/phieu/<str:unit_id>/dong/<str:leaf_code>/hoan-tac/", undo, name="sheet_undo"),
    path(
        "<str:public_id>/phieu/<str:unit_id>/dong/<str:leaf_code>/nam-truoc/", carry_forward, name="sheet_carry_forward"
    ),
    path("<str:public_id>/phieu/<str:unit_id>/dong/<str:leaf_code>/phan-anh/", dispute, name="sheet_dispute"),
    path("<str:public_id>/phieu/<str:unit_id>/dong/<str:leaf_code>/rut/", withdraw, name="sheet_withdraw"),
    path("<str:public_id>/phieu/<str:unit_id>/dong/<str:leaf_code>/phu-trach/", owner, name="sheet_owner"),
    path("<str:public_id>/", round_page, name="round"),
    path("<str:public_id>/xep-hang/", ranking, name="ranking"),
    path("<str:public_id>/don-vi/<str:unit_id>/", unit, name="unit"),
    path("<str:public_id>/don-vi/<str:unit_id>/tieu-chi/<str:leaf_code>/", leaf, name="leaf"),
    # explanations, objections of one round
    path("<str:public_id>/don-vi/<str:unit_id>/nop-giai-trinh/", threads.hand_in, name="hand_in_explanations"),
    path(
        "<str:public_id>/don-vi/<str:unit_id>/tieu-chi/<str:leaf_code>/yeu-cau-giai-trinh/",
        threads.ask,
        name="ask_explanation",
    ),
    path("<str:public_id>/cung-cum/", peers.peers, name="peers"),
    path("<str:public_id>/cung-cum/<str:unit_id>/", peers.peer, name="peer"),
    path("<str:public_id>/cung-cum/<str:unit_id>/phan-bien/<str:leaf_code>/", peers.object_to, name="object"),
    # evidence
    path("<str:public_id>/don-vi/<str:unit_id>/minh-chung/", unit_evidence, name="unit_evidence"),
    path("<str:public_id>/don-vi/<str:unit_id>/tieu-chi/<str:leaf_code>/minh-chung/", include(EVIDENCE_OF_A_LEAF)),
]
