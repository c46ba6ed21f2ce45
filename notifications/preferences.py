"""What people want to hear of, and by which way."""

from collections.abc import Collection

from django.core.signing import BadSignature, Signer

from accounts.models import User
from core.transactions import action
from notifications.addresses import page
from notifications.models import Channel, Preference
from notifications.notices import Notice, all_notices, notice_named


def wants(user_id: int | None, notice: type[Notice], channel: Channel) -> bool:
    """Whether this person is told this kind of thing this way; essential mails always are.

    Who has no account has chosen nothing.
    """
    if user_id is None or (channel is Channel.MAIL and notice.is_essential()):
        return True
    choice = Preference.objects.filter(user_id=user_id, kind=notice.name, channel=channel)
    return choice.values_list("is_on", flat=True).first() is not False


# --- Choosing -------------------------------------------------------------------------------


def can_switch(notice: type[Notice], channel: Channel) -> bool:
    """Whether there is such a notice at all and it may be switched off."""
    if not notice.is_told():
        return False
    if channel is Channel.MAIL:
        return notice.has_mail and not notice.is_essential()
    return bool(notice.notification)


def switched_off(user: User, channel: Channel) -> set[str]:
    """The names of the kinds that this person does not want this way."""
    off = Preference.objects.filter(user=user, channel=channel, is_on=False)
    return set(off.values_list("kind", flat=True))


@action
def choose(user: User, channel: Channel, *, on: Collection[str]) -> None:
    """From now on exactly these kinds are told this way, beside what cannot be switched off. Idempotent."""
    for notice in all_notices():
        if can_switch(notice, channel):
            switch(user, notice, channel, is_on=notice.name in on)


def switch(user: User, notice: type[Notice], channel: Channel, *, is_on: bool) -> None:
    """One kind for one channel; it takes effect for what is queued already, too."""
    if not can_switch(notice, channel):
        raise ValueError(f"{notice.name} cannot be switched for {channel}")
    Preference.objects.update_or_create(
        user=user, kind=notice.name, channel=channel, defaults={"is_on": is_on}
    )


# --- From a mail, without a login -----------------------------------------------------------

_signer = Signer(sep=".", salt="notifications.unsubscribe")


def unsubscribe_address(user: User, notice: type[Notice]) -> str:
    """The absolute address that switches this kind of mail off. It opens nothing else."""
    return page("unsubscribe", _signer.sign(f"{user.pk}-{notice.name}"))


def unsubscriber(token: str) -> tuple[User, type[Notice]] | None:
    """Who wants to hear no more of what; None for any other text."""
    try:
        user_id, _dash, name = _signer.unsign(token).partition("-")
        notice = notice_named(name)
    except (BadSignature, KeyError):
        return None
    user = User.objects.filter(pk=int(user_id)).first()
    return (user, notice) if user and can_switch(notice, Channel.MAIL) else None
