"""How much of everything there is, and who among them is measured."""

from dataclasses import dataclass

# People whose data are the same however many others there are.
HEAVY_CONVERSATIONS, HEAVY_STUDENT_CONVERSATIONS = 300, 39
LIGHT_COACH_CONVERSATIONS, LIGHT_STUDENT_CONVERSATIONS = 5, 3
NAMED_PAIRS = (
    HEAVY_CONVERSATIONS
    + HEAVY_STUDENT_CONVERSATIONS
    + LIGHT_COACH_CONVERSATIONS
    + LIGHT_STUDENT_CONVERSATIONS
)
PEOPLE_LEAST = 1_000


@dataclass(frozen=True)
class Shape:
    """A filling. Ids count from 1: coaches first, then students; conversation, request and contract of a pair
    have one number."""

    people: int
    entries_each: int  # of a conversation
    told_each: int = 10  # notifications and mails of a person, and half of the events

    @property
    def coaches(self) -> int:
        return self.people // 5

    @property
    def conversations(self) -> int:
        return self.people // 2

    @property
    def heavy_coach(self) -> int:
        return 1

    @property
    def light_coach(self) -> int:
        return HEAVY_STUDENT_CONVERSATIONS + 2

    @property
    def heavy_student(self) -> int:
        return self.coaches + 1

    @property
    def light_student(self) -> int:
        return self.coaches + HEAVY_CONVERSATIONS + LIGHT_COACH_CONVERSATIONS + 1

    @property
    def staff(self) -> int:
        return self.people + 1

    @property
    def people_measured(self) -> dict[str, int]:
        return {
            "light coach": self.light_coach,
            "light student": self.light_student,
            "heavy coach": self.heavy_coach,
            "heavy student": self.heavy_student,
        }


def small() -> Shape:
    return Shape(people=PEOPLE_LEAST, entries_each=20)


def big(people: int) -> Shape:
    return Shape(people=people, entries_each=60)
