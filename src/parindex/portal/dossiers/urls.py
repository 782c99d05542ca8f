"""Addresses of dossiers."""

from django.urls import path

from parindex.portal.dossiers.views import (
    counting_policies,
    dashboard,
    figures,
    imports,
    league,
    letters,
    overdue,
    pulls,
    quality,
    reports,
    targets,
    undated,
)

app_name = "dossiers"

urlpatterns = [
    # Figures of the records.
    path("", dashboard.dashboard_page, name="dashboard"),
    path("danh-sach/", dashboard.records_page, name="records"),
    path("xep-hang/", league.league_page, name="league"),
    path("chat-luong/", quality.quality_page, name="quality"),
    path("muc-tieu/", targets.targets, name="targets"),
    path("muc-tieu/nhap/", targets.bring_in, name="targets_in"),
    path("muc-tieu/<str:public_id>/", targets.target, name="target"),
    path("muc-tieu/<str:public_id>/thu-hoi/", targets.withdraw, name="withdraw_target"),
    path("bieu-06a/", reports.form_page, name="form_06a"),
    path("bieu-06a/word/", reports.form_word, name="form_06a_word"),
    path("danh-gia-thang/word/", reports.month_word, name="month_word"),
    # Overdue work and letters of apology.
    path("sap-den-han-qua-han/", overdue.overdue_page, name="overdue"),
    path("sap-den-han-qua-han/lap-van-ban/", overdue.draft, name="draft_letters"),
    path("mot-ho-so/", overdue.record_page, name="record"),
    path("van-ban-xin-loi/", letters.register, name="letters"),
    path("van-ban-xin-loi/in/", letters.printing, name="print_letters"),
    path("van-ban-xin-loi/tep/<str:word>/", letters.letters_file, name="letters_file"),
    path("van-ban-xin-loi/ghi-so/", letters.issue, name="issue_letters"),
    path("van-ban-xin-loi/bo-so/", letters.take_back, name="take_back_numbers"),
    path("van-ban-xin-loi/thu-hoi/", letters.withdraw, name="withdraw_letters"),
    # Imports and recorded figures.
    path("nhap/", imports.imports, name="imports"),
    path("nhap/nguon/", imports.new_source, name="new_source"),
    path("nhap/cach-tinh/", counting_policies.declare, name="declare_policy"),
    path("nhap/cach-tinh/<str:public_id>/thu-hoi/", counting_policies.withdraw, name="withdraw_policy"),
    path("nhap/keo/", pulls.declare, name="declare_pull"),
    path("nhap/keo/<str:public_id>/", pulls.begin, name="begin_pull"),
    path("nhap/<str:public_id>/", imports.batch, name="batch"),
    path("nhap/<str:public_id>/hang-tieu-de/", imports.header_row, name="header_row"),
    path("nhap/<str:public_id>/dung/", imports.stop, name="stop"),
    path("nhap/<str:public_id>/hoan-tac/", imports.undo, name="undo"),
    path("nhap/<str:public_id>/dong-bi-loai/", imports.rejects, name="rejects"),
    path("nhap/<str:public_id>/khong-ngay-hen/", undated.undated, name="undated"),
    path("so-lieu/", figures.recorded, name="figures_recorded"),
    path("so-lieu/<str:public_id>/", figures.figure, name="figure"),
    path("so-lieu-in/", figures.printed, name="printed"),
]
