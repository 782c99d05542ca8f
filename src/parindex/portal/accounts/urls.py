"""Addresses of signing in: only what this house offers of allauth. No one registers himself."""

from allauth.account import views
from allauth.socialaccount import views as outside
from django.urls import include, path, re_path

from parindex.portal.accounts.views.invitation import invitation
from parindex.portal.accounts.views.service import service_callback, service_login

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("password/change/", views.password_change, name="account_change_password"),
    # Who signs in by the sign-in service only gets a password through an invitation or by mail.
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),  # says that it is closed; allauth asks for the address
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("loi-moi/<str:key>/", invitation, name="accounts_invitation"),
    path("hai-buoc/", include("allauth.mfa.urls")),
    path("thiet-bi/", include("allauth.usersessions.urls")),
    path("dich-vu/loi/", outside.login_error, name="socialaccount_login_error"),
    path("dich-vu/huy/", outside.login_cancelled, name="socialaccount_login_cancelled"),
    path("dich-vu/<str:provider_id>/login/", service_login, name="openid_connect_login"),
    path("dich-vu/<str:provider_id>/login/callback/", service_callback, name="openid_connect_callback"),
]
