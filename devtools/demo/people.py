"""Who is in the demo."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password

from accounts.actions.profiles import ProfileDetails, approve_coach, edit_profile, submit_profile
from accounts.models import CoachProfile, User
from calendars.actions import details_of as availability_of
from calendars.actions import set_availability
from calendars.models import Calendar

PASSWORD = "skileez-demo"  # noqa: S105  (public on purpose; production refuses the demo)
DOMAIN = "demo.test"
STAFF_KEY = "SKILEEZDEMOSTAFFSKILEEZDEMOSTAFF"  # of the second step, as public as the password


def staff_code(at: datetime) -> str:
    """The six digits that staff enter after the password, good for half a minute."""
    return format_hotp_value(hotp_value(STAFF_KEY, int(at.timestamp()) // 30))


def is_seeded() -> bool:
    """Whether anybody of the demo is there."""
    return User.objects.filter(email__endswith=f"@{DOMAIN}").exists()


def create_people() -> dict[str, User]:
    """The six, by the part of their address before the @."""
    return {
        "student": create_person("student", "Sofia Lindqvist", "Europe/London", is_student=True),
        "student2": create_person("student2", "Arjun Thapa", "Asia/Kathmandu", is_student=True),
        "coach": create_person("coach", "Carmen Ortega", "Europe/Madrid", is_coach=True),
        "coach2": create_person("coach2", "Daniel Moreau", "America/Vancouver", is_coach=True),
        "both": create_person(
            "both", "Priya Nair", "Australia/Sydney", is_student=True, is_coach=True
        ),
        "staff": create_person(
            "staff", "Stella Novak", "Europe/Prague", is_staff=True, is_superuser=True
        ),
    }


def create_person(name: str, display_name: str, timezone: str, **roles: bool) -> User:
    """Somebody with a login: their name before the @, and the password of everybody."""
    user = User.objects.create_user(
        f"{name}@{DOMAIN}", None, display_name=display_name, timezone=timezone, **roles
    )
    user.password = _hashed_password()
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    if user.is_staff:
        TOTP.activate(user, STAFF_KEY)
    return user


@cache
def _hashed_password() -> str:
    """Made once: it is slow on purpose, and here it is no secret."""
    return make_password(PASSWORD)


def approve_coaches(people: dict[str, User], *, now: datetime) -> None:
    """The three coaches fill in their profiles, and staff approve them."""
    for name, details in PROFILES.items():
        coach = people[name]
        profile, _created = CoachProfile.objects.get_or_create(user=coach)
        edit_profile(coach, by=coach, details=details, version=profile.version, now=now)
        profile = submit_profile(coach, by=coach, now=now)
        approve_coach(profile, by=people["staff"], now=now)
        _set_hours(coach, HOURS[name], now=now)


def _set_hours(coach: User, hours: tuple[tuple[int, int], ...], *, now: datetime) -> None:
    """Free on weekdays at these hours, with ten minutes between sessions."""
    calendar = Calendar.objects.get(user=coach)
    weekday = tuple((start * 60, end * 60) for start, end in hours)
    details = replace(
        availability_of(calendar), weekly=(weekday,) * 5 + ((),) * 2, buffer_minutes=10
    )
    set_availability(coach, by=coach, details=details, version=calendar.version, now=now)


HOURS = {
    "coach": ((9, 13), (15, 20)),
    "coach2": ((10, 13), (16, 21)),
    "both": ((11, 18),),
}
PROFILES = {
    "coach": ProfileDetails(
        title="Spanish for people who are moving",
        bio=(
            "I teach the Spanish you need in the first weeks in a new place: the landlord, the doctor, "
            "the neighbour who talks fast. We speak from the first minute, and you leave each session "
            "with three sentences you will really use."
        ),
        skills=("Spanish", "Conversation", "Exam preparation"),
        languages=("Spanish", "English", "Swedish"),
        experience="Eleven years of teaching adults, seven of them online.",
        education="Degree in Hispanic philology, University of Seville.",
        portfolio_links=(),
        hourly_rate=Decimal(34),
        currency="EUR",
    ),
    "coach2": ProfileDetails(
        title="Interviews for engineers, without the theatre",
        bio=(
            "I have sat on the other side of some four hundred technical interviews. We practise with "
            "problems from your own field, I interrupt like a real interviewer, and afterwards you get "
            "notes you can work with."
        ),
        skills=("System design", "Python", "Interview practice"),
        languages=("English", "French"),
        experience="Staff engineer for nine years, interviewer and interview trainer for six.",
        education="MSc in computer science, Simon Fraser University.",
        portfolio_links=(),
        hourly_rate=Decimal(95),
        currency="USD",
    ),
    "both": ProfileDetails(
        title="Python and data for working scientists",
        bio=(
            "I help researchers turn a folder of scripts into something they can trust and hand on. "
            "Bring your own data; we work on your problem, not on a textbook one."
        ),
        skills=("Python", "Data analysis", "System design"),
        languages=("English", "Malayalam", "Hindi"),
        experience="Research software engineer since 2016.",
        education="PhD in oceanography, University of Tasmania.",
        portfolio_links=(),
        hourly_rate=Decimal(70),
        currency="USD",
    ),
}
