"""Every page is measured at size, or it is said here why not."""

from django.urls import URLPattern, resolve

from bench.growth.doors import doors_of
from bench.growth.shape import small
from chat.models import Conversation, Participant
from config.urls import urlpatterns

NOT_MEASURED = {
    "a press: one row by its key, and what is told of it": (
        "accept-proposal", "address-change-stop", "calendar-close", "calendar-open", "chat-archive",
        "chat-delete", "chat-edit", "chat-mute", "chat-react", "chat-read", "chat-send", "chat-start",
        "chat-unread", "close-hours", "contract-accept", "contract-accept-amendment",
        "contract-accept-completion", "contract-accept-pause", "contract-complete", "contract-decline",
        "contract-decline-amendment",
        "contract-decline-motion", "contract-pause", "contract-resume", "contract-withdraw",
        "file-upload", "file-uploads",
        "contract-withdraw-amendment", "contract-withdraw-motion", "decline-proposal", "delete-search",
        "discard-draft", "invite-coach", "keep-request", "notification-open", "notification-read",
        "notification-read-all", "post-request-api", "release-proposal", "reopen-request", "save-draft",
        "save-job", "save-search", "session-accept-time", "session-approve-reschedule", "session-cancel",
        "session-check-in", "session-complete", "session-confirm", "session-contest", "session-decline",
        "session-decline-reschedule", "session-decline-times", "session-link", "session-no-show",
        "session-notes", "session-withdraw-reschedule", "session-withdraw-times",
        "settings-coach-submit", "settings-picture-remove", "sort-proposal", "unsubscribe",
        "withdraw-proposal", "withdraw-request",
    ),
    "the form of one row, found by its key": (
        "contract-amend", "contract-cancel", "contract-counter", "contract-create", "contract-preview",
        "contract-series", "edit-job", "edit-proposal", "session-counter-reschedule",
        "session-offer-times", "session-reschedule", "session-schedule", "submit-proposal",
    ),
    "one row by its key": (
        "calendar-feed", "chat-entry", "chat-versions", "contract-record", "file",
        "file-download", "file-preview", "link-arrival", "link-page",
        "notification-message", "picture", "session-calendar-elsewhere",
    ),
    "of the account of the one who asks": (
        "account_confirm_email", "account_email", "account_reset_password_from_key", "account_signup",
        "calendar-settings", "settings-availability-preview", "settings-coach", "settings-picture",
        "usersessions_list",
    ),
    "asks the database nothing": (
        "home", "link-unknown", "mailbox", "mailbox-html", "mailbox-mail", "unsubscribe-unknown",
    ),
}  # fmt: skip


def ours(patterns=urlpatterns):
    """The names of our own addresses; the libraries' have theirs with `account_` and the like."""
    for each in patterns:
        if isinstance(each, URLPattern):
            yield each.name
        elif each.namespace is None and getattr(each.urlconf_name, "__name__", "").split(".")[
            0
        ] in {
            "accounts",
            "files",
            "calendars",
            "marketplace",
            "contracts",
            "sessions",
            "chat",
            "notifications",
            "dashboards",
        }:
            yield from ours(each.url_patterns)


def measured():
    shape = small()
    for person in shape.people_measured.values():
        for door in doors_of(shape, person):
            yield resolve(door.path.partition("?")[0]).url_name


def test_every_address_is_measured_or_said_not_to_be():
    said = {name for names in NOT_MEASURED.values() for name in names}
    assert not said & set(measured()), "measured, and said not to be"
    assert set(filter(None, ours())) - set(measured()) == said


def test_no_index_holds_what_changes_with_each_message():
    """A row that no index holds by what changes is changed in its place, and writes none of them."""
    changing = {
        Conversation: {"counter", "last_seq", "last_activity_at"},
        Participant: {"unread", "last_read_seq", "marked_unread"},
    }
    for model, names in changing.items():
        rules = (*model._meta.indexes, *model._meta.constraints)
        held = {name for name in names if any(f"'{name}'" in repr(rule) for rule in rules)}
        held |= {name for name in names if model._meta.get_field(name).db_index}
        assert not held, model
