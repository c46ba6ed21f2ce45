"""What people and staff do to accounts and profiles."""

from accounts.actions.accounts import (
    PersonSettings,
    reinstate_account,
    suspend_account,
    update_settings,
)
from accounts.actions.profiles import (
    ProfileDetails,
    approve_coach,
    edit_profile,
    refuse_coach,
    submit_profile,
)

__all__ = [
    "PersonSettings",
    "ProfileDetails",
    "approve_coach",
    "edit_profile",
    "refuse_coach",
    "reinstate_account",
    "submit_profile",
    "suspend_account",
    "update_settings",
]
