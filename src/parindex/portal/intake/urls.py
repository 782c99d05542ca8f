"""Addresses of intake."""

from django.urls import path

from parindex.portal.intake.views import arriving, deciding, listing, page, planned, recorded, sending_back

app_name = "intake"

urlpatterns = [
    path("", listing.intake_list, name="list"),
    path("ke-hoach/<str:plan_id>/bo/", planned.drop_draft, name="drop_draft"),
    path("ke-hoach/<str:plan_id>/dong/<str:line_id>/bo/", planned.drop_line, name="drop_line"),
    path("nhan-tep/", arriving.take, name="take"),
    path("<str:public_id>/", page.intake_page, name="intake"),
    path("<str:public_id>/tep/", page.file, name="file"),
    path("<str:public_id>/doc-lai/", listing.again, name="again"),
    path("<str:public_id>/tra-loi/", deciding.decide, name="decide"),
    path("<str:public_id>/sua/<str:item_id>/", deciding.correct, name="correct"),
    path("<str:public_id>/the/", deciding.card, name="card"),
    path("<str:public_id>/ghi-so-lieu/", deciding.record, name="record"),
    path("<str:public_id>/so-lieu/<str:item_id>/", recorded.fact, name="fact"),
    path("<str:public_id>/vao-ke-hoach/", deciding.plan, name="plan"),
    path("<str:public_id>/phat-hien/<str:finding_id>/", sending_back.answer, name="answer"),
    path("<str:public_id>/tra-lai/", sending_back.send, name="send_back"),
    path("<str:public_id>/tra-lai/word/", sending_back.word, name="word"),
    path("<str:public_id>/tra-lai/danh-sach/", sending_back.plain_list, name="plain_list"),
]
