"""How all that opens an account is ended at once."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db.models import F
from django.http import HttpRequest

from accounts.events import AccessRevoked
from accounts.models import User
from core.events import record
from core.transactions import action


@action
def end_all_access(
    user: User, *, by: User | None, now: datetime, keep_session: HttpRequest | None = None
) -> None:
    """End every login but that of this request, and all else that was ever handed out for this account.

    Sessions and links of a forgotten password sign `access_number`. Wishes for another address go here;
    apps above, told by the event, close sockets and feeds and revoke the links of mails.
    """
    User.objects.filter(pk=user.pk).update(access_number=F("access_number") + 1)
    user.refresh_from_db(fields=["access_number"])
    EmailAddress.objects.filter(user=user, verified=False).exclude(email=user.email).delete()
    if keep_session is not None:
        update_session_auth_hash(keep_session, user)
    kept = keep_session.session.session_key if keep_session is not None else None
    for session in UserSession.objects.filter(user=user).exclude(session_key=kept):
        session.end()
    record(AccessRevoked(at=now, actor_id=by.pk if by else None, user_id=user.pk))
