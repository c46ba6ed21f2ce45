"""How long, how many, how much: the numbers of requests and proposals, in one place."""

from decimal import Decimal
from typing import Final

from core.problems import Length

TITLE: Final = Length(10, 100)
DESCRIPTION: Final = Length(50, 5_000)
TIMEFRAME: Final = Length(0, 120)
SKILL: Final = Length(1, 40)
QUESTION: Final = Length(1, 250)
COVER_LETTER: Final = Length(100, 2_000)
APPROACH_SUMMARY: Final = Length(50, 1_000)
ANSWER: Final = Length(1, 1_000)
REASON: Final = Length(10, 500)

SESSIONS_MOST: Final = 50
SKILLS_MOST: Final = 10
QUESTIONS_MOST: Final = 5
PREFERRED_RANGES_MOST: Final = 70

SESSION_PRICE_LEAST: Final = Decimal(10)
HOURLY_RATE_LEAST: Final = Decimal(5)
HOURLY_RATE_MOST: Final = Decimal(500)
BUDGET_LEAST: Final = Decimal(10)
DURATION_LEAST_MINUTES: Final = 15
DURATION_MOST_MINUTES: Final = 480
DURATIONS_OFFERED: Final = (30, 45, 60, 90, 120)
