"""What is said of a wall time that names no instant, or two."""

from datetime import datetime

from django.utils.translation import gettext as _

from core.zones import LocalTime, MissingWallTime, WallTimeError


def why_choose(error: WallTimeError) -> str:
    """What is wrong with a wall time that names no instant, or two."""
    if isinstance(error, MissingWallTime):
        return _("The clocks go forward over this time, so it does not exist. Choose the nearest.")
    return _("The clocks go back, so this time comes twice. Choose which one you mean.")


def choice_words(instant: datetime, zone_name: str) -> str:
    """Such as `Sun 28 Mar 03:00 (UTC+2)`."""
    local = LocalTime(instant=instant, zone_name=zone_name)
    return f"{local.date_text} {local.clock_text} ({local.offset_text})"
