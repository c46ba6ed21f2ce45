"""Every event of the product either tells somebody something or is left out on purpose."""

import inspect

from accounts import events as accounts
from calendars import events as calendars
from contracts import events as contracts
from core.events import Event
from marketplace import events as marketplace
from notifications.routes import ROUTES
from sessions import events as sessions

OWN_RECEIVERS = {
    contracts.ContractOffered,
    sessions.SessionScheduled,
    sessions.RescheduleRequested,
    accounts.AccountMailRequested,
    marketplace.SavedSearchMatched,
}
# Only the actor is concerned, the login system writes about it, or the card alone changes.
SILENT = {
    accounts.SignedUp,
    accounts.SignedOut,
    accounts.EmailVerified,
    accounts.AccessRevoked,
    accounts.PasswordChanged,
    accounts.CoachProfileSubmitted,
    accounts.CoachProfileChanged,
    accounts.SettingsChanged,
    calendars.AvailabilityChanged,
    marketplace.RequestDrafted,
    marketplace.RequestPosted,
    marketplace.RequestKeptOpen,
    sessions.OfferedTimeTaken,
    sessions.ProposedTimesTaken,
}


def events_of(module) -> set[type[Event]]:
    """The classes that are recorded: those that no other class of the module builds on."""
    found = {
        each
        for _name, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, Event) and each.__module__ == module.__name__
    }
    return {each for each in found if not any(each in other.__bases__ for other in found)}


def test_no_event_is_forgotten():
    every = set().union(*map(events_of, (accounts, calendars, marketplace, contracts, sessions)))
    assert every - set(ROUTES) - OWN_RECEIVERS == SILENT
    assert not set(ROUTES) & (OWN_RECEIVERS | SILENT)
