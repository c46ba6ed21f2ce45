from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    name = "calendars"
    verbose_name = _("Calendars")

    def ready(self) -> None:
        from accounts.newcomers import give_everybody
        from calendars.actions import open_calendar

        give_everybody(open_calendar)
