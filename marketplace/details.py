"""What people write into requests and proposals, checked against the limits of `limits.py`."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.skills import skill_slug
from calendars.weekly import WeekRange, merge
from core.money import CURRENCIES, MAX_AMOUNT, rounded
from core.problems import Problems
from core.texts import one_line, paragraphs
from core.zones import validate_zone
from marketplace import limits
from marketplace.models import Level, PaymentModel, PaymentSchedule
from marketplace.prices import session_price


@dataclass(frozen=True, kw_only=True)
class RequestDetails:
    """What a student asks for. `preferred_times` are wall-clock in `timezone`, `budget` is the total.

    `payment_model` is how prices should be named, empty for either way.
    """

    title: str
    description: str
    skill_tags: tuple[str, ...] = ()
    level: str = Level.BEGINNER.value
    budget: Decimal | None = None
    currency: str = "EUR"
    sessions_needed: int = 1
    timeframe: str = ""
    payment_model: str = ""
    preferred_times: tuple[WeekRange, ...] = ()
    timezone: str = "UTC"
    questions: tuple[str, ...] = ()

    def checked(self) -> "RequestDetails":
        """These details with tidy texts. Raises Invalid naming each wrong field."""
        tidy = RequestDetails(
            title=" ".join(one_line(self.title).split()),
            description=paragraphs(self.description),
            skill_tags=_unique_words(self.skill_tags),
            level=self.level,
            budget=self.budget,
            currency=self.currency,
            sessions_needed=self.sessions_needed,
            timeframe=" ".join(one_line(self.timeframe).split()),
            payment_model=self.payment_model,
            preferred_times=merge(self.preferred_times),
            timezone=self.timezone,
            questions=tuple(q for q in (" ".join(q.split()) for q in self.questions) if q),
        )
        tidy._check()
        return replace(tidy, budget=_in_cents(tidy.budget))

    def _check(self) -> None:
        problems = Problems()
        problems.text("title", self.title, limits.TITLE)
        problems.text("description", self.description, limits.DESCRIPTION)
        problems.text("timeframe", self.timeframe, limits.TIMEFRAME)
        problems.choice("level", self.level, Level.values)
        problems.choice("currency", self.currency, CURRENCIES)
        problems.choice("payment_model", self.payment_model, ["", *PaymentModel.values])
        problems.number("sessions_needed", self.sessions_needed, 1, limits.SESSIONS_MOST)
        if self.budget is not None:
            problems.amount("budget", self.budget, limits.BUDGET_LEAST)
        self._check_lists(problems)
        try:
            validate_zone(self.timezone)
        except ValidationError as error:
            problems.add("timezone", error.messages[0])
        problems.refuse()

    def _check_lists(self, problems: Problems) -> None:
        if len(self.skill_tags) > limits.SKILLS_MOST:
            problems.add("skill_tags", _("At most %d skills, please.") % limits.SKILLS_MOST)
        for skill in self.skill_tags:
            problems.text("skill_tags", skill, limits.SKILL)
            if not skill_slug(skill):
                problems.add("skill_tags", _("“%s” is not a skill.") % skill)
        if len(self.questions) > limits.QUESTIONS_MOST:
            problems.add("questions", _("At most %d questions, please.") % limits.QUESTIONS_MOST)
        for question in self.questions:
            problems.text("questions", question, limits.QUESTION)
        if len(self.preferred_times) > limits.PREFERRED_RANGES_MOST:
            problems.add("preferred_times", _("These are too many separate times."))


@dataclass(frozen=True, kw_only=True)
class ProposalDetails:
    """A coach's offer. One of `price_per_session` and `hourly_rate` counts, by `payment_model`.

    `answers` maps question ids to texts. `request_version` is the wording the coach read, None for
    whichever is current.
    """

    cover_letter: str
    approach_summary: str
    session_count: int
    duration_minutes: int = 60
    payment_model: str = PaymentModel.PER_SESSION.value
    price_per_session: Decimal | None = None
    hourly_rate: Decimal | None = None
    payment_schedule: str = PaymentSchedule.PER_SESSION.value
    availability_match: bool = False
    answers: dict[int, str] = field(default_factory=dict)
    request_version: int | None = None

    def checked(self) -> "ProposalDetails":
        """These details with tidy texts and the price worked out. Raises Invalid naming each wrong field."""
        per_hour = self.payment_model == PaymentModel.PER_HOUR
        tidy = ProposalDetails(
            cover_letter=paragraphs(self.cover_letter),
            approach_summary=paragraphs(self.approach_summary),
            session_count=self.session_count,
            duration_minutes=self.duration_minutes,
            payment_model=self.payment_model,
            price_per_session=None if per_hour else self.price_per_session,
            hourly_rate=self.hourly_rate if per_hour else None,
            payment_schedule=self.payment_schedule,
            availability_match=self.availability_match,
            answers={number: paragraphs(text) for number, text in self.answers.items()},
            request_version=self.request_version,
        )
        tidy._check()
        return replace(
            tidy,
            price_per_session=_in_cents(tidy.price_per_session),
            hourly_rate=_in_cents(tidy.hourly_rate),
        )

    def _check(self) -> None:
        problems = Problems()
        problems.text("cover_letter", self.cover_letter, limits.COVER_LETTER)
        problems.text("approach_summary", self.approach_summary, limits.APPROACH_SUMMARY)
        problems.number("session_count", self.session_count, 1, limits.SESSIONS_MOST)
        problems.number(
            "duration_minutes",
            self.duration_minutes,
            limits.DURATION_LEAST_MINUTES,
            limits.DURATION_MOST_MINUTES,
        )
        problems.choice("payment_model", self.payment_model, PaymentModel.values)
        problems.choice("payment_schedule", self.payment_schedule, PaymentSchedule.values)
        self._check_price(problems)
        problems.refuse()

    def _check_price(self, problems: Problems) -> None:
        name = "hourly_rate" if self.payment_model == PaymentModel.PER_HOUR else "price_per_session"
        given: Decimal | None = getattr(self, name)
        if given is None:
            problems.add(name, _("Please write an amount."))
        elif name == "hourly_rate":
            problems.amount(name, given, limits.HOURLY_RATE_LEAST, limits.HOURLY_RATE_MOST)
        else:
            problems.amount(name, given, limits.SESSION_PRICE_LEAST)
        if problems.fields:
            return
        if self.session_amount < limits.SESSION_PRICE_LEAST:
            problems.add(
                name,
                _("At this rate a session costs %(price)s; it must cost at least %(least)s.")
                % {"price": self.session_amount, "least": limits.SESSION_PRICE_LEAST},
            )
        elif self.expected_total > MAX_AMOUNT:
            problems.add(name, _("The total is too high."))

    @property
    def session_amount(self) -> Decimal:
        """The price of one session, worked out from the rate where that is what was given."""
        if self.hourly_rate is not None:
            return session_price(
                hourly_rate=self.hourly_rate, duration_minutes=self.duration_minutes
            )
        return rounded(self.price_per_session or Decimal(0))

    @property
    def expected_total(self) -> Decimal:
        return self.session_amount * self.session_count


def _in_cents(amount: Decimal | None) -> Decimal | None:
    """With the two places that the database keeps."""
    return None if amount is None else rounded(amount)


def _unique_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without blanks and repeats, whatever their capitals."""
    found: dict[str, str] = {}
    for word in (" ".join(one_line(word).split()) for word in words):
        if word:
            found.setdefault(word.casefold(), word)
    return tuple(found.values())
