"""Logins that are over."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from core.retention import Kept, keep_for_a_while

keep_for_a_while(
    Kept(name="logins", rows=Session.objects.all, since="expire_date", order="expire_date")
)
# No login lasts longer than `accounts.signins.STAY`.
keep_for_a_while(Kept(name="devices", rows=UserSession.objects.all, since="created_at"))
