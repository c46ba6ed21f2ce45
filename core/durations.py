"""Lengths of time in words."""

from django.utils.translation import gettext

MINUTES_AN_HOUR = 60


def duration_text(minutes: int) -> str:
    """Such as `9 h`, `8 h 15 min` or `45 min`."""
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    values = {"hours": hours, "minutes": rest}
    if not hours:
        return gettext("%(minutes)s min") % values
    return (
        gettext("%(hours)s h %(minutes)s min") % values if rest else gettext("%(hours)s h") % values
    )
