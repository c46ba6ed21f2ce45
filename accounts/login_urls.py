"""Addresses below `/account/` whose views are ours; where they were allauth's, the names stay."""

from django.urls import path, re_path

from accounts.login_links import ChooseNewPassword, ConfirmAddress, address_change_stop
from accounts.logins import Addresses, Logins
from accounts.signing_up import SignUp

urlpatterns = [
    path("email/stop/<uuid:key>/", address_change_stop, name="address-change-stop"),
    path("signup/", SignUp.as_view(), name="account_signup"),
    path("email/", Addresses.as_view(), name="account_email"),
    path("sessions/", Logins.as_view(), name="usersessions_list"),
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
