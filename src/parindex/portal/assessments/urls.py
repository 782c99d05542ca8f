"""Addresses of rounds."""

from django.urls import include, path

from parindex.portal.assessments.views import (
    appeals,
    appraisal_accept,
    appraisal_desk,
    appraisal_figures,
    appraisal_overview,
    appraisal_work,
    disputes,
    evidence,
    evidence_upload,
    evidence_viewer,
    peers,
    publication,
    round_overview,
    thread,
    threads,
    work_left,
)
from parindex.portal.assessments.views.calendar import calendar, copy, extend, shorten
from parindex.portal.assessments.views.correction import correction
from parindex.portal.assessments.views.council import compute, council
from parindex.portal.assessments.views.draft_trial import draft_trial
from parindex.portal.assessments.views.extension_requests import ask, requests
from parindex.portal.assessments.views.keep_figure import keep_figure
from parindex.portal.assessments.views.leaf import leaf
from parindex.portal.assessments.views.outside import outside
from parindex.portal.assessments.views.points_calendar import points_calendar
from parindex.portal.assessments.views.ranking import ranking
from parindex.portal.assessments.views.rounds import round_page, rounds
from parindex.portal.assessments.views.row_history import history
from parindex.portal.assessments.views.sheet import my_sheet, sheet
from parindex.portal.assessments.views.sheet_excel import paste, upload, workbook
from parindex.portal.assessments.views.sheet_report import report
from parindex.portal.assessments.views.sheet_row import carry_forward, dispute, owner, row_page, undo, withdraw
from parindex.portal.assessments.views.sheet_steps import hand_in, missing, submit
from parindex.portal.assessments.views.unit import unit
from parindex.portal.assessments.views.unit_evidence import my_evidence, unit_evidence

app_name = "assessments"
APPRAISAL = [
    path("", appraisal_overview.overview, name="appraisal"),
    path("chot/<str:number>/", appraisal_overview.close, name="close_appraisal"),
    path("phan-cong/", appraisal_desk.assignments, name="assignments"),
    path("mau/", appraisal_desk.sample, name="sample"),
    path("dong-thuan/", appraisal_figures.agreement, name="agreement"),
    path("chenh-lech/", appraisal_figures.gaps, name="gaps"),
    path("phan-anh/", disputes.disputes, name="disputes"),
    path("phan-anh/<str:dispute_id>/", disputes.dispute, name="dispute"),
    path("hang-loat/<str:leaf_code>/", appraisal_accept.accept, name="accept_self_scores"),
    path("hang-loat/<str:leaf_code>/hoan-tac/", appraisal_accept.take_back, name="take_back_acceptance"),
    path("tieu-chi/<str:leaf_code>/", appraisal_work.by_leaf, name="appraise_leaf"),
    path("tieu-chi/<str:leaf_code>/<str:unit_id>/", appraisal_work.by_leaf, name="appraise_by_leaf"),
    path("don-vi/<str:unit_id>/", appraisal_work.by_unit, name="appraise_unit"),
    path("don-vi/<str:unit_id>/<str:leaf_code>/", appraisal_work.by_unit, name="appraise_by_unit"),
]
EVIDENCE_OF_A_LEAF = [
    path("", evidence.evidence_of_leaf, name="evidence"),
    path("tai-len/", evidence_upload.upload, name="upload_evidence"),
    path("tu-danh-muc/", evidence.link_from_catalogue, name="link_evidence"),
    path("<str:link_id>/", evidence_viewer.viewer, name="evidence_viewer"),
    path("<str:link_id>/sua/", evidence_viewer.edit, name="edit_evidence"),
    path("<str:link_id>/go/", evidence.unlink, name="unlink_evidence"),
    path("<str:link_id>/hoan-tac/", evidence.restore, name="restore_evidence"),
]
urlpatterns = [
    path("minh-chung-cua-toi/", my_evidence, name="my_evidence"),
    path("", rounds, name="rounds"),
    # explanations, objections
    path("tham-dinh/", appraisal_overview.mine, name="my_appraisal"),
    path("tong-quan/", round_overview.current, name="current_round"),
    path("giai-trinh/", threads.threads, name="threads"),
    path("giai-trinh/<str:public_id>/", thread.thread, name="thread"),
    # a draft of a criteria set on last year's figures
    path("thu-bo-tieu-chi/<str:public_id>/", draft_trial, name="draft_trial"),
    # Self-assessment sheet and calendar.
    path("phieu-cua-toi/", my_sheet, name="my_sheet"),
    path("<str:public_id>/lich/", calendar, name="calendar"),
    path("<str:public_id>/lich/gia-han/", extend, name="extend"),
    path("<str:public_id>/lich/rut-ngan/", shorten, name="shorten_extension"),
    path("<str:public_id>/lich/de-nghi/", requests, name="extension_requests"),
    path("<str:public_id>/lich/dot-sau/", copy, name="copy_round"),
    path("<str:public_id>/phieu/<str:unit_id>/gia-han/", ask, name="ask_extension"),
    path("<str:public_id>/phieu/<str:unit_id>/", sheet, name="sheet"),
    path("<str:public_id>/phieu/<str:unit_id>/phieu.xlsx", workbook, name="sheet_workbook"),
    path("<str:public_id>/phieu/<str:unit_id>/nap/", upload, name="sheet_upload"),
    path("<str:public_id>/phieu/<str:unit_id>/dan/", paste, name="sheet_paste"),
    path("<str:public_id>/phieu/<str:unit_id>/con-thieu/", missing, name="sheet_missing"),
    path("<str:public_id>/phieu/<str:unit_id>/trinh/", submit, name="sheet_submit"),
    path("<str:public_id>/phieu/<str:unit_id>/nop/", hand_in, name="sheet_hand_in"),
    path("<str:public_id>/phieu/<str:unit_id>/bao-cao.docx", report, name="sheet_report"),
    path("<str:public_id>/phieu/<str:unit_id>/dong/<str:leaf_code>/", row_page, name="sheet_row"),
    path("<str:public_id>/phieu/<str:unit_id>/dong/<str:leaf_code>/lich-su/", history, name="row_history"),
    path("<str:public_id>/phieu/<str:unit_id>/dong/<str:leaf_code>/giu-so/", keep_figure, name="keep_figure"),
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
    # explanations, objections, overview of one round
    path("<str:public_id>/tong-quan/", round_overview.overview, name="round_overview"),
    path("<str:public_id>/don-vi/<str:unit_id>/lich-diem/", points_calendar, name="points_calendar"),
    path("<str:public_id>/don-vi/<str:unit_id>/nop-giai-trinh/", threads.hand_in, name="hand_in_explanations"),
    path(
        "<str:public_id>/don-vi/<str:unit_id>/tieu-chi/<str:leaf_code>/yeu-cau-giai-trinh/",
        threads.ask,
        name="ask_explanation",
    ),
    path("<str:public_id>/cung-cum/", peers.peers, name="peers"),
    path("<str:public_id>/cung-cum/<str:unit_id>/", peers.peer, name="peer"),
    path("<str:public_id>/cung-cum/<str:unit_id>/tieu-chi/<str:leaf_code>/", peers.peer_leaf, name="peer_leaf"),
    path("<str:public_id>/cung-cum/<str:unit_id>/tep/<str:link_id>/", peers.peer_file, name="peer_file"),
    path("<str:public_id>/cung-cum/<str:unit_id>/phan-bien/<str:leaf_code>/", peers.object_to, name="object"),
    # evidence
    path("<str:public_id>/don-vi/<str:unit_id>/minh-chung/", unit_evidence, name="unit_evidence"),
    path("<str:public_id>/don-vi/<str:unit_id>/tieu-chi/<str:leaf_code>/minh-chung/", include(EVIDENCE_OF_A_LEAF)),
    # appraisal
    path("<str:public_id>/tham-dinh/", include(APPRAISAL)),
    # council, approval, publication, correction, appeal
    path("<str:public_id>/hoi-dong/", council, name="council"),
    path("<str:public_id>/tinh-ket-qua/", compute, name="compute"),
    path("<str:public_id>/cong-bo/", publication.publications, name="publications"),
    path("<str:public_id>/cong-bo/phe-duyet/", publication.announce, name="announce"),
    path("<str:public_id>/cong-bo/du-thao.docx", publication.draft_decision, name="draft_decision"),
    path("<str:public_id>/cong-bo/con-lai/<str:slug>/", work_left.left, name="work_left"),
    path("<str:public_id>/cong-bo/du-thao-de-ky/", publication.draft_to_sign, name="draft_to_sign"),
    path("<str:public_id>/cong-bo/tinh-lai/", publication.replay, name="replay"),
    path("<str:public_id>/cong-bo/dinh-chinh/", correction, name="correction"),
    path("<str:public_id>/cong-bo/<int:number>/du-lieu.zip", publication.package, name="publication_package"),
    path("<str:public_id>/cong-bo/<int:number>/ket-qua.xlsx", publication.workbook, name="publication_workbook"),
    path("<str:public_id>/cong-bo/<int:number>/quyet-dinh.docx", publication.decision, name="publication_decision"),
    path("<str:public_id>/phuc-tra/", appeals.appeals, name="appeals"),
    path("<str:public_id>/don-vi/<str:unit_id>/tieu-chi/<str:leaf_code>/phuc-tra/", appeals.appeal, name="appeal"),
    path("<str:public_id>/diem-ben-ngoai/", outside, name="outside"),
]
