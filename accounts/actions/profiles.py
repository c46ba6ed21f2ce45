"""A coach's profile: edited freely, looked at once by staff."""

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts import rules
from accounts.events import CoachApproved, CoachProfileChanged, CoachProfileSubmitted, CoachRefused
from accounts.impersonation import wrong_headline
from accounts.models import CoachProfile, User
from accounts.skills import skills_named
from core.actions import check, check_version, checked_reason, save_next_version
from core.events import record
from core.folding import words
from core.money import CURRENCIES
from core.problems import Length, Problems
from core.texts import can_be_kept, paragraphs
from core.transactions import action, locked
from core.web_addresses import web_address_problem

SKILLS_MOST, LANGUAGES_MOST, LINKS_MOST = 10, 10, 5
LINK_MOST = 300  # characters
RATE_LEAST, RATE_MOST = Decimal(5), Decimal(500)
Approval = CoachProfile.Approval


@dataclass(frozen=True, kw_only=True)
class ProfileDetails:
    """What a coach says of the own work. Skills by name, links as full addresses."""

    title: str
    bio: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    experience: str
    education: str
    portfolio_links: tuple[str, ...]
    hourly_rate: Decimal | None
    currency: str


@action
def edit_profile(
    user: User, *, by: User, details: ProfileDetails, version: int, now: datetime
) -> CoachProfile:
    """Change one's own coach profile. An approved coach stays approved and visible throughout.

    A draft may have gaps; what waits for approval or is approved may not. Saving what is there already
    does nothing. Raises NotAllowed, Invalid, Stale.
    """
    check(rules.edit_profile(user, by=by))
    profile = _hold_own(user)
    _check(details, complete=profile.approval in (Approval.PENDING, Approval.APPROVED))
    changed = _changed_fields(profile, details)
    if not changed:
        return profile
    check_version(profile, version)
    for name in changed:
        if name == "skills":
            profile.skills.set(skills_named(details.skills))
        else:
            setattr(profile, name, _stored(getattr(details, name)))
    profile.words = words_of(profile)
    save_next_version(profile)
    record(CoachProfileChanged(at=now, actor_id=by.pk, user_id=user.pk, changed_fields=changed))
    return profile


@action
def submit_profile(user: User, *, by: User, now: datetime) -> CoachProfile:
    """Ask staff for approval. Repeating it while it waits, or when approved, does nothing.

    Raises NotAllowed without a verified address, Invalid when something is still missing.
    """
    check(rules.edit_profile(user, by=by))
    profile = _hold_own(user)
    if profile.approval in (Approval.PENDING, Approval.APPROVED):
        return profile
    check(rules.submit_profile(user, by=by))
    _check(details_of(profile), complete=True)
    profile.approval = Approval.PENDING
    profile.version += 1
    profile.save(update_fields=["approval", "version"])
    record(CoachProfileSubmitted(at=now, actor_id=by.pk, user_id=user.pk))
    return profile


@action
def approve_coach(profile: CoachProfile, *, by: User, now: datetime) -> CoachProfile:
    """Let this coach propose and be found. Only staff; from waiting or refused. Repeating does nothing."""
    check(rules.staff(by))
    profile = _hold(profile)
    if profile.approval == Approval.APPROVED:
        return profile
    check(rules.approve_coach(profile, by=by))
    _decide(profile, Approval.APPROVED, by=by, reason="", now=now)
    record(CoachApproved(at=now, actor_id=by.pk, user_id=profile.user_id))
    return profile


@action
def refuse_coach(profile: CoachProfile, *, by: User, reason: str, now: datetime) -> CoachProfile:
    """Refuse a profile, or take an approval back; the reason (10–500 characters) reaches the coach.

    Only staff. Refusing again for the same reason does nothing.
    """
    check(rules.staff(by))
    reason = checked_reason(reason)
    profile = _hold(profile)
    if profile.approval == Approval.REFUSED and profile.refusal_reason == reason:
        return profile
    check(rules.refuse_coach(profile, by=by))
    _decide(profile, Approval.REFUSED, by=by, reason=reason, now=now)
    record(CoachRefused(at=now, actor_id=by.pk, user_id=profile.user_id, reason=reason))
    return profile


def details_of(profile: CoachProfile) -> ProfileDetails:
    """What the profile says now."""
    return ProfileDetails(
        title=profile.title,
        bio=profile.bio,
        skills=tuple(profile.skills.values_list("name", flat=True)),
        languages=tuple(profile.languages),
        experience=profile.experience,
        education=profile.education,
        portfolio_links=tuple(profile.portfolio_links),
        hourly_rate=profile.hourly_rate,
        currency=profile.currency,
    )


def words_of(profile: CoachProfile) -> str:
    """What a coach is found by."""
    skills = profile.skills.values_list("name", flat=True)
    return words(profile.user.display_name, profile.title, profile.bio, *skills)


def _hold_own(user: User) -> CoachProfile:
    CoachProfile.objects.get_or_create(user=user)
    return locked(CoachProfile.objects.filter(user=user)).get()


def _hold(profile: CoachProfile) -> CoachProfile:
    return locked(CoachProfile.objects.filter(pk=profile.pk)).get()


def _decide(
    profile: CoachProfile, approval: Approval, *, by: User, reason: str, now: datetime
) -> None:
    profile.approval = approval
    profile.refusal_reason = reason
    profile.decided_by = by
    profile.decided_at = now
    profile.version += 1
    profile.save()


def _stored(value: object) -> object:
    if isinstance(value, str):
        return paragraphs(value)
    return list(value) if isinstance(value, tuple) else value


def _changed_fields(profile: CoachProfile, details: ProfileDetails) -> tuple[str, ...]:
    present = details_of(profile)
    return tuple(
        field.name
        for field in fields(details)
        if _compared(getattr(present, field.name)) != _compared(getattr(details, field.name))
    )


def _compared(value: object) -> object:
    if isinstance(value, tuple):
        return sorted(value)
    return _stored(value)


def _check(details: ProfileDetails, *, complete: bool) -> None:
    problems = Problems()
    problems.text("title", details.title, Length(10 if complete else 0, 100))
    if wrong := wrong_headline(details.title):
        problems.add("title", wrong)
    problems.text("bio", details.bio, Length(50 if complete else 0, 5000))
    problems.text("experience", details.experience, Length(0, 2000))
    problems.text("education", details.education, Length(0, 2000))
    _check_lists(details, problems, complete=complete)
    _check_rate(details, problems, complete=complete)
    problems.refuse()


def _check_lists(details: ProfileDetails, problems: Problems, *, complete: bool) -> None:
    if complete and not details.skills:
        problems.add("skills", _("Name at least one skill."))
    if complete and not details.languages:
        problems.add("languages", _("Name at least one language you coach in."))
    for name, most, longest in (
        ("skills", SKILLS_MOST, 40),
        ("languages", LANGUAGES_MOST, 40),
        ("portfolio_links", LINKS_MOST, LINK_MOST),
    ):
        entries = getattr(details, name)
        if len(entries) > most:
            problems.add(name, _("Name at most %(most)d.") % {"most": most})
        for entry in entries:
            problems.text(name, entry, Length(1, longest))
    for link in details.portfolio_links:
        problem = web_address_problem(link)
        if problem and can_be_kept(link) and len(link) <= LINK_MOST:
            problems.add(
                "portfolio_links",
                _("“%(link)s”: %(problem)s") % {"link": link, "problem": problem},
            )


def _check_rate(details: ProfileDetails, problems: Problems, *, complete: bool) -> None:
    if details.currency not in CURRENCIES:
        problems.add("currency", _("Choose a currency from the list."))
    rate = details.hourly_rate
    if rate is None:
        if complete:
            problems.add("hourly_rate", _("Say what an hour costs."))
    elif not RATE_LEAST <= rate <= RATE_MOST:
        problems.add(
            "hourly_rate",
            _("An hour costs from %(least)s to %(most)s.")
            % {"least": RATE_LEAST, "most": RATE_MOST},
        )
