"""What people and staff do to accounts, profiles and calendars."""

from accounts.actions.accounts import (
    PersonSettings,
    reinstate_account,
    suspend_account,
    update_settings,
)
from accounts.actions.availability import AvailabilityDetails, set_availability
from accounts.actions.profiles import (
    ProfileDetails,
    approve_coach,
    edit_profile,
    refuse_coach,
    submit_profile,
)

__all__ = [
    "AvailabilityDetails",
    "PersonSettings",
    "ProfileDetails",
    "approve_coach",
    "edit_profile",
    "refuse_coach",
    "reinstate_account",
    "set_availability",
    "submit_profile",
    "suspend_account",
    "update_settings",
]
