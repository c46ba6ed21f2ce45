"""How many mails reach one mailbox: with the words of one other person, and by strangers' presses.

The first is asked at the last door, when a mail is about to be sent, however it came to be. What is beyond
it is held until it is possible. Of several that are held about one thing only the newest is sent: it says how
things stand by then. The second is asked before such a mail is queued, and refuses the press.
"""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from core.errors import TooMany
from core.quotas import DAY, HOUR, Quota
from notifications.models import OutgoingEmail
from notifications.notices import Envelope

_held = _("%(most)s mails with this person's words within %(within)s; the next is sent %(when)s")

WORDS_AN_HOUR = Quota(name="words_an_hour", most=20, newcomers=10, within=HOUR, says=_held)
WORDS_A_DAY = Quota(name="words_a_day", most=60, newcomers=30, within=DAY, says=_held)

RESETS = Quota(
    name="reset_mails",
    most=5,
    newcomers=5,
    within=HOUR,
    field="email",
    says=_(
        "We have written to this address %(most)s times within %(within)s; please look there. "
        "The next mail is possible %(when)s."
    ),
)
CONFIRMATIONS = Quota(
    name="confirmation_mails",
    most=5,
    newcomers=5,
    within=HOUR,
    field="email",
    says=_(
        "We have sent %(most)s links to confirm an address within %(within)s; please look there. "
        "The next mail is possible %(when)s."
    ),
)
# An address is known or not: nobody can tell by a quota, for both count together.
_SIGN_UPS: Final = ("login_email_confirmation_signup", "login_account_already_exists")
_RESETS: Final = ("login_password_reset_key", "login_unknown_account", *_SIGN_UPS)
_CHANGES: Final = ("login_email_confirmation", "login_address_taken")


def free_for_words(email: OutgoingEmail, *, now: datetime) -> TooMany | None:
    """What holds this mail back, to be asked under `hold_words`; None when it may be sent."""
    sent = OutgoingEmail.objects.filter(author=email.author_id, recipient=email.recipient_id)
    newest = sent.exclude(pk=email.pk).filter(let_through_at__gt=now - WORDS_A_DAY.within)
    most = WORDS_A_DAY.most_for(email.author, now=now)
    newest = newest.order_by("-let_through_at")
    instants = newest.values_list("let_through_at", flat=True)[:most]
    uses = [at for at in instants if at is not None]
    refusals = [
        quota.refusal_after(uses, by=email.author, now=now)
        for quota in (WORDS_A_DAY, WORDS_AN_HOUR)
    ]
    found = [refusal for refusal in refusals if refusal is not None]
    return max(found, key=lambda refusal: refusal.retry_after_seconds or 0, default=None)


def hold_words(email: OutgoingEmail) -> None:
    """Wait for whoever asks for the same two people."""
    WORDS_AN_HOUR.hold(email.author_id, email.recipient_id)


def next_login_mail(envelope: Envelope, *, asker_id: int | None, now: datetime) -> TooMany | None:
    """What one more mail of the login system to this address meets, and holds it.

    `asker_id` is the account for which an address is to be confirmed.
    """
    name, address = envelope.notice.name, envelope.to_address.lower()
    if name in _RESETS:
        RESETS.hold(address)
        mails = OutgoingEmail.objects.filter(kind__in=_RESETS, to_address__iexact=address)
        return RESETS.refusal(mails, at="created_at", now=now)
    if name in _CHANGES:
        CONFIRMATIONS.hold(asker_id)
        kinds = (*_CHANGES, *_SIGN_UPS)
        mails = OutgoingEmail.objects.filter(kind__in=kinds, event__actor=asker_id)
        return CONFIRMATIONS.refusal(mails, at="created_at", now=now)
    return None
