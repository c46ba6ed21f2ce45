"""Addresses of allauth's whose views are ours, below `/account/`; the names stay allauth's."""

from django.urls import re_path

from accounts.login_links import ChooseNewPassword, ConfirmAddress

urlpatterns = [
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        ConfirmAddress.as_view(),
        name="account_confirm_email",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        ChooseNewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
]
