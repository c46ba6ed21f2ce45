from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    name = "accounts"
    default = True

    def ready(self) -> None:
        from accounts import retention, session_signals, signal_bridge  # noqa: F401


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin with a door of ours."""

    default = False
    default_site = "accounts.desk.Desk"
