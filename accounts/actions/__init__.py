"""What people and staff do to accounts and profiles."""

from accounts.actions.access import end_all_access
from accounts.actions.accounts import (
    PersonSettings,
    reinstate_account,
    suspend_account,
    update_settings,
)
from accounts.actions.addresses import (
    ask_address_change,
    make_address_change,
    stop_address_change,
)
from accounts.actions.profiles import (
    ProfileDetails,
    approve_coach,
    edit_profile,
    refuse_coach,
    submit_profile,
)
from accounts.actions.unproven import empty_oldest_unproven

__all__ = [
    "PersonSettings",
    "ProfileDetails",
    "approve_coach",
    "ask_address_change",
    "edit_profile",
    "empty_oldest_unproven",
    "end_all_access",
    "make_address_change",
    "refuse_coach",
    "reinstate_account",
    "stop_address_change",
    "submit_profile",
    "suspend_account",
    "update_settings",
]
