"""Addresses: one line per app."""

from django.urls import URLPattern, URLResolver, include, path

from parindex.portal.site.acting import choose_position
from parindex.portal.site.audit.views import audit_log
from parindex.portal.site.demo.views import sign_in_as, start_here

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("parindex.portal.dashboards.urls")),
    path("soan-van-ban/", include("parindex.portal.reports.urls")),
    path("doc-van-ban/", include("parindex.portal.intake.urls")),
    path("ke-hoach-nam/", include("parindex.portal.plans.urls")),
    path("cai-thien/", include("parindex.portal.improvement.urls")),
    path("", include("parindex.portal.documents.urls")),
    path("", include("parindex.portal.findings.urls")),
    path("dot-danh-gia/", include("parindex.portal.assessments.urls")),
    path("bo-tieu-chi/", include("parindex.portal.criteria.urls")),
    path("ket-qua-cong-bo/", include("parindex.portal.facts.urls")),
    path("thu-tuc/", include("parindex.portal.procedures.urls")),
    path("ho-so/", include("parindex.portal.dossiers.urls")),
    path("phan-anh-kien-nghi/", include("parindex.portal.petitions.urls")),
    path("don-vi/", include("parindex.portal.organisations.urls")),
    path("tai-khoan/chuc-vu/", choose_position, name="choose_position"),
    path("tai-khoan/", include("parindex.portal.accounts.urls")),
    path("bat-dau-tu-day/", start_here, name="start_here"),
    path("bat-dau-tu-day/dang-nhap/", sign_in_as, name="sign_in_as"),
    path("nhat-ky/", audit_log, name="audit_log"),
    path("", include("parindex.portal.platform.urls")),
]
