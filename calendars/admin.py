"""People's booking rules on the staff desk."""

from django.contrib import admin

from accounts.admin import OfOnePerson
from calendars.models import Calendar


@admin.register(Calendar)
class CalendarAdmin(OfOnePerson):
    list_display = ("user", "timezone", "buffer_minutes", "notice_minutes", "horizon_days")
    people = ("user",)
    list_select_related = ("user",)
