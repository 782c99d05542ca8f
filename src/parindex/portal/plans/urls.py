"""Addresses of annual plans."""

from django.urls import path

from parindex.portal.plans.views.annual import plan, plan_list

app_name = "plans"

urlpatterns = [
    path("", plan_list, name="list"),
    path("<str:public_id>/", plan, name="plan"),
]
