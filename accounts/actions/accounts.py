"""Settings of a person, and what staff may do to an account."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.actions.access import end_all_access
from accounts.actions.profiles import words_of
from accounts.events import AccountReinstated, AccountSuspended, SettingsChanged
from accounts.impersonation import wrong_name
from accounts.models import CoachProfile, User
from core.actions import check, checked_reason
from core.events import record
from core.problems import Length, Problems
from core.texts import one_line
from core.transactions import action, locked
from core.zones import validate_zone

NAME = Length(1, 80)


@dataclass(frozen=True, kw_only=True)
class PersonSettings:
    """What a person decides about the own account. `timezone` is an IANA name."""

    display_name: str
    timezone: str
    language: str
    is_student: bool
    is_coach: bool
    shows_read_markers: bool


@action
def update_settings(user: User, *, by: User, details: PersonSettings, now: datetime) -> User:
    """Change one's own settings. Saving what is there already does nothing.

    Raises NotAllowed for anybody else, Invalid for a field that is wrong.
    """
    check(rules.own_account(user, by=by))
    details = replace(details, display_name=one_line(details.display_name))
    _check(details)
    user = locked(User.objects.filter(pk=user.pk)).get()
    wanted = asdict(details)
    changed = tuple(name for name, value in wanted.items() if getattr(user, name) != value)
    if not changed:
        return user
    for name in changed:
        setattr(user, name, wanted[name])
    user.save(update_fields=changed)
    if "display_name" in changed:
        _find_by_name(user)
    record(SettingsChanged(at=now, actor_id=by.pk, user_id=user.pk, changed_fields=changed))
    return user


def _find_by_name(user: User) -> None:
    """A coach is found by the name of now."""
    profile = locked(CoachProfile.objects.filter(user=user)).first()
    if profile is not None:
        profile.words = words_of(profile)
        profile.save(update_fields=["words"])


def _check(details: PersonSettings) -> None:
    problems = Problems()
    problems.text("display_name", details.display_name, NAME)
    if wrong := wrong_name(details.display_name):
        problems.add("display_name", wrong)
    try:
        validate_zone(details.timezone)
    except ValidationError as error:
        problems.add("timezone", error.messages[0])
    if details.language not in dict(settings.LANGUAGES):
        problems.add("language", _("Choose a language from the list."))
    if not (details.is_student or details.is_coach):
        problems.add("role", _("Say whether you want to learn, to coach, or both."))
    problems.refuse()


@action
def suspend_account(user: User, *, by: User, reason: str, now: datetime) -> User:
    """Shut a person out at once; what was agreed stays. Only staff, with a reason of 10–500 characters.

    A second suspension returns the suspended account and changes nothing.
    """
    check(rules.suspend(user, by=by))
    reason = checked_reason(reason)
    user = locked(User.objects.filter(pk=user.pk)).get()
    if not user.is_active:
        return user
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(AccountSuspended(at=now, actor_id=by.pk, user_id=user.pk, reason=reason))
    end_all_access(user, by=by, now=now)
    return user


@action
def reinstate_account(user: User, *, by: User, now: datetime) -> User:
    """Lift a suspension. Only staff; an account in use is returned as it is."""
    check(rules.staff(by))
    user = locked(User.objects.filter(pk=user.pk)).get()
    if user.is_active:
        return user
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(AccountReinstated(at=now, actor_id=by.pk, user_id=user.pk))
    return user
