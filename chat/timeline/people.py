"""The two people of a conversation, as far as drawing and pushing need them."""

from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What a render needs of a user, without the row."""

    id: int
    name: str
    timezone: str
    language: str
    active: bool
    shows_read_markers: bool
    picture: str

    @classmethod
    def of(cls, user: User) -> "Person":
        return cls(
            id=user.pk,
            name=str(user),
            timezone=user.timezone,
            language=user.language,
            active=user.is_active,
            shows_read_markers=user.shows_read_markers,
            picture=user.picture,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Sides:
    """Who is who in one conversation; the sides never change."""

    student: Person
    coach: Person

    def __contains__(self, user_id: object) -> bool:
        return user_id in (self.student.id, self.coach.id)

    def both(self) -> tuple[Person, Person]:
        return (self.student, self.coach)

    def person(self, user_id: int) -> Person:
        return self.student if user_id == self.student.id else self.coach

    def other(self, user_id: int) -> Person:
        """The one who is not this user."""
        return self.coach if user_id == self.student.id else self.student
