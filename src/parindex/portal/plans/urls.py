"""Addresses of annual plans."""

from django.urls import path

from parindex.portal.plans.views.annual import plan, plan_list, save_line

app_name = "plans"

urlpatterns = [
    path("", plan_list, name="list"),
    path("<str:public_id>/", plan, name="plan"),
    path("<str:public_id>/dong/<str:line_id>/", save_line, name="line"),
]
