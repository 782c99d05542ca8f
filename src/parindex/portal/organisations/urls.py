"""Addresses of units and people."""

from django.urls import path

from parindex.portal.organisations.views import people, person, workbook
from parindex.portal.organisations.views.duties import duties
from parindex.portal.organisations.views.unit import unit
from parindex.portal.organisations.views.units import units

app_name = "organisations"
urlpatterns = [
    path("", units, name="units"),
    path("nguoi-dung/", people.people, name="people"),
    path("nguoi-dung/them/", people.new_person, name="new_person"),
    path("nguoi-dung/nap-excel/", workbook.upload_workbook, name="workbook"),
    path("nguoi-dung/nap-excel/mau/", workbook.template, name="workbook_template"),
    path("nguoi-dung/chuc-vu-cua-toi/", person.own_positions_page, name="own_positions"),
    path("nguoi-dung/chuc-vu/<str:public_id>/ket-thuc/", person.finish_position, name="finish_position"),
    path("nguoi-dung/chuc-vu/<str:public_id>/uy-quyen/", person.lend, name="lend"),
    path("nguoi-dung/uy-quyen/<str:public_id>/thu-hoi/", person.take_back, name="take_back"),
    path("nguoi-dung/<str:public_id>/", person.person, name="person"),
    path("nguoi-dung/<str:public_id>/chuc-vu/", person.give_position, name="give_position"),
    path("nguoi-dung/<str:public_id>/tai-khoan/", person.account, name="account"),
    path("<str:public_id>/", unit, name="unit"),
    path("<str:public_id>/phan-cong/", duties, name="duties"),
]
