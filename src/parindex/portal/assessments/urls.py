"""Addresses of rounds."""

from django.urls import include, path

from parindex.portal.assessments.views import evidence, evidence_upload, evidence_viewer, peers, thread, threads
from parindex.portal.assessments.views.leaf import leaf
from parindex.portal.assessments.views.ranking import ranking
from parindex.portal.assessments.views.rounds import round_page, rounds
from parindex.portal.assessments.views.unit import unit
from parindex.portal.assessments.views.unit_evidence import unit_evidence

app_name = "assessments"
EVIDENCE_OF_A_LEAF = [
    path("", evidence.evidence_of_leaf, name="evidence_of_leaf"),
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
