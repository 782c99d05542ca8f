"""Addresses of petitions."""

from django.urls import path

from parindex.portal.petitions.views import acting, dialogues, petition, publishing, receiving, register, report

app_name = "petitions"

urlpatterns = [
    path("", register.petition_list, name="list"),
    path("tiep-nhan/", receiving.receive, name="receive"),
    path("tu-excel/", receiving.from_table, name="from_table"),
    path("tu-excel/mau/", receiving.template, name="template"),
    path("cong-khai/", publishing.published_list, name="published"),
    path("cong-khai/<str:public_id>/", publishing.published_petition, name="published_petition"),
    path("bao-cao/", report.report, name="report"),
    path("bao-cao/word/", report.word, name="report_word"),
    path("bao-cao/ghi-so-lieu/", report.record, name="record_figures"),
    path("doi-thoai/", dialogues.dialogue_list, name="dialogues"),
    path("doi-thoai/ghi-so/", dialogues.new_dialogue, name="new_dialogue"),
    path("<str:public_id>/", petition.petition_page, name="petition"),
    path("<str:public_id>/xu-ly/", acting.act, name="act"),
    path("<str:public_id>/cap-nhat/", acting.progress, name="progress"),
    path("<str:public_id>/phan-anh-lai/", acting.again, name="again"),
    path("<str:public_id>/danh-gia/", acting.rating, name="rating"),
    path("<str:public_id>/tra-loi/", acting.reply, name="reply"),
    path("<str:public_id>/cong-khai/", publishing.publish, name="publish"),
    path("<str:public_id>/nguoi-phan-anh/", acting.petitioner, name="petitioner"),
    path("<str:public_id>/van-ban-tra-loi/", acting.reply_file, name="reply_file"),
]
