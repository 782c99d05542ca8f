"""Addresses of dossiers."""

from django.urls import path

from parindex.portal.dossiers.views import dashboard, figures, imports, league, quality, reports, undated

app_name = "dossiers"

urlpatterns = [
    # Figures of the records.
    path("", dashboard.dashboard_page, name="dashboard"),
    path("danh-sach/", dashboard.records_page, name="records"),
    path("xep-hang/", league.league_page, name="league"),
    path("chat-luong/", quality.quality_page, name="quality"),
    path("bieu-06a/", reports.form_page, name="form_06a"),
    path("bieu-06a/word/", reports.form_word, name="form_06a_word"),
    path("danh-gia-thang/word/", reports.month_word, name="month_word"),
    # Imports and recorded figures.
    path("nhap/", imports.imports, name="imports"),
    path("nhap/nguon/", imports.new_source, name="new_source"),
    path("nhap/<str:public_id>/", imports.batch, name="batch"),
    path("nhap/<str:public_id>/dung/", imports.stop, name="stop"),
    path("nhap/<str:public_id>/hoan-tac/", imports.undo, name="undo"),
    path("nhap/<str:public_id>/dong-bi-loai/", imports.rejects, name="rejects"),
    path("nhap/<str:public_id>/khong-ngay-hen/", undated.undated, name="undated"),
    path("so-lieu/", figures.recorded, name="figures_recorded"),
    path("so-lieu/<str:public_id>/", figures.figure, name="figure"),
    path("so-lieu-in/", figures.printed, name="printed"),
]
