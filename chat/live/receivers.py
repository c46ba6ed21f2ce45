"""Who is no longer logged in, or shut out, loses the sockets."""

from accounts.events import (
    AccessRevoked,
    AccountSuspended,
    SignedOut,
)
from chat.live.bus import SHUT_OUT, revoke
from core.events import after_commit, on
from core.models import EventRecord


@on(AccessRevoked)
def close_sockets(event: AccessRevoked, _record: EventRecord) -> None:
    after_commit(lambda: revoke(event.user_id))


@on(AccountSuspended)
def shut_out(event: AccountSuspended, _record: EventRecord) -> None:
    after_commit(lambda: revoke(event.user_id, code=SHUT_OUT))


@on(SignedOut)
def close_sockets_of_browser(event: SignedOut, _record: EventRecord) -> None:
    after_commit(lambda: revoke(event.user_id, event.session_key_hash))
