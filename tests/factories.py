"""States that tests start from, built the way people build them: through the actions."""

from datetime import UTC, datetime

from allauth.account.models import EmailAddress

from accounts.models import CoachProfile, User

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)  # a Tuesday
PASSWORD = "correct horse"


def make_user(name: str, *, verified: bool = True, **fields) -> User:
    """A person called `name`, with the email `<name>@example.test`."""
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}@example.test")
    user = User.objects.create_user(email, PASSWORD, display_name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    return user


def make_student(name: str = "Sofia Student", **fields) -> User:
    return make_user(name, **{"is_student": True, "timezone": "Europe/Berlin", **fields})


def make_coach(name: str = "Carl Coach", *, approved: bool = True, **fields) -> User:
    coach = make_user(name, **{"is_coach": True, "timezone": "America/New_York", **fields})
    CoachProfile.objects.create(
        user=coach,
        title="Coach",
        approval=CoachProfile.Approval.APPROVED if approved else CoachProfile.Approval.PENDING,
    )
    return coach
