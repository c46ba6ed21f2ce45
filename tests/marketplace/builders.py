"""Details as people write them, complete and within the limits, with what a test changes."""

from decimal import Decimal

from calendars.weekly import WeekRange
from marketplace.details import ProposalDetails, RequestDetails

EVENINGS = (
    WeekRange(weekday=0, starts_minute=17 * 60, ends_minute=19 * 60),
    WeekRange(weekday=2, starts_minute=17 * 60, ends_minute=19 * 60),
)


def request_details(**changes) -> RequestDetails:
    return RequestDetails(
        **{
            "title": "Learn data analysis with Python",
            "description": "I know a little Python and want to clean and chart survey data at work.",
            "skill_tags": ("Python", "Statistics"),
            "budget": Decimal("400.00"),
            "sessions_needed": 6,
            "timeframe": "within two months",
            "preferred_times": EVENINGS,
            "timezone": "Europe/Berlin",
            **changes,
        }
    )


def proposal_details(**changes) -> ProposalDetails:
    return ProposalDetails(
        **{
            "cover_letter": "I taught data analysis to working people for eight years, and your plan "
            "is one I know well. We would work on your own survey from the first hour.",
            "approach_summary": "First your data as it is, then charts, then a small report you keep.",
            "session_count": 6,
            "duration_minutes": 60,
            "price_per_session": Decimal("60.00"),
            **changes,
        }
    )


def answering(request, **changes) -> ProposalDetails:
    """Details that answer each question in force."""
    questions = request.questions.filter(retired_at=None)
    answers = {question.pk: f"My answer to: {question.text}" for question in questions}
    return proposal_details(**{"answers": answers, **changes})
