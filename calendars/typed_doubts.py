"""Why a start that somebody typed is not beyond doubt, in words for that person."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Doubt(TextChoices):
    """One reason each, the weightier first: of several the first is told."""

    DENIED = "denied", _("You also wrote what does not suit you.")
    UNKNOWN_WORDS = "unknown words", _("Some words beside it were not understood.")
    HEDGED = "hedged", _("You were not sure of it.")
    DAYS_DISAGREE = "days disagree", _("The weekday and the date are not the same day.")
    DAY_OR_TIME = "day or time", _("A number may be the day or the time.")
    YEAR_OR_TIME = "year or time", _("The number may be a year.")
    TWO_TIMES = "two times", _("Two times stand together.")
    DAY_TAKEN = "day taken", _("Which day is meant is not written beside the time.")
    TIME_TAKEN = "time taken", _("Which time is meant is not written beside the day.")
    GUESSED = "guessed", _("The day is read from a word that is short or misspelt.")
    NO_DAY = "no day", _("No day is written beside it: today?")
    EVERY_WEEK = "every week", _("Every week, or once?")
    FAR_AHEAD = "far ahead", _("Without its year, this day is more than half a year ahead.")
    NEXT_WEEKDAY = "next weekday", _("The nearest one, or the one of next week?")
    WHICH_WEEK = "which week", _("Which week is meant is not certain.")
    THIS_WEEKDAY = "this weekday", _("Today, or in a week?")
    DAY_OR_MONTH = "day or month", _("Day or month first?")
    SEVERAL_DAYS = "several days", _("One of several days that you named.")
    ZONE = "zone", _("The time zone has more than one meaning.")
    ONE_ZONE = "one zone", _("A time zone stands beside another time only.")
    HALF = "half", _("Morning or afternoon?")
    MIDNIGHT = "midnight", _("The night before or after that day?")
    OPEN_END = "open end", _("One of the starts in an open stretch of time.")
    PART_OF_DAY = "part of day", _("One of the starts in that part of the day.")
    RANGE = "range", _("One of several starts in that stretch of time.")
    ROUNDED = "rounded", _("Rounded to the next five minutes.")
    SKIPPED = "skipped", _("The clocks go forward over the time that you typed.")
    REPEATED = "repeated", _("The clocks go back: this time comes twice.")


_WEIGHTS = {doubt: weight for weight, doubt in enumerate(Doubt)}


def weightiest(*doubts: Doubt | None) -> Doubt | None:
    """The first reason of those that there are."""
    return min(filter(None, doubts), key=_WEIGHTS.__getitem__, default=None)
