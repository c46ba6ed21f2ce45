"""Addresses: every app names its own in full in its `urls.py`."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from dashboards.front_door import favicon, home, robots
from server.health import healthz, readyz
from server.well_known import security_txt

urlpatterns = [
    path("", home, name="home"),
    path("favicon.ico", favicon),
    path("robots.txt", robots),
    path(".well-known/security.txt", security_txt),
    # Where password managers lead their people (W3C, "A Well-Known URL for Changing Passwords").
    path(
        ".well-known/change-password",
        require_safe(RedirectView.as_view(pattern_name="account_change_password")),
    ),
    path("healthz", healthz),
    path("readyz", readyz),
    path("chat/", RedirectView.as_view(pattern_name="chat-inbox")),
    # Its own form ends nothing that a new password has to end.
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("account/", include("accounts.login_urls")),
    path("account/", include("allauth.urls")),
    *([path("", include("devtools.styleguide"))] if not settings.PRODUCTION else []),
    *(path("", include(f"{app}.urls")) for app in settings.OUR_APPS if app != "core"),
]
