"""A notice: one fact for one person, before it becomes a mail and a line behind the bell."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from contracts.models import Contract
from core.events import Event
from marketplace.events import SavedSearchMatched
from marketplace.models import LearningRequest, SavedSearch
from notifications.addresses import conversation_path
from sessions.models import CoachingSession, RescheduleRequest


@dataclass(frozen=True, kw_only=True)
class Notice:
    """`params` are ids and plain values for the letter and the line; `path` opens what it is about.

    `key` names the fact: the same kind, key and reader are told once. A receipt for the one who acted
    is mailed but not shown behind the bell (`in_app` False).
    """

    kind: str
    reader_id: int
    key: str
    params: Mapping[str, Any]
    path: str
    in_app: bool = True
    mail: bool = True


def plain(value: Any) -> Any:
    """The same as JSON can hold it; instants and days become ISO 8601."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value


def facts_of(event: Event) -> dict[str, Any]:
    """What the event holds, as params; `actor_id` among them."""
    values = asdict(event)
    return {
        name: plain(values[name]) for name in values if name not in {"at", *event.secret_fields}
    }


def about_contract(
    contract: Contract,
    kind: str,
    *,
    reader_id: int,
    key: str,
    params: Mapping[str, Any],
    **shown: bool,
) -> Notice:
    """A notice to one party of a contract."""
    names = {
        "contract_id": contract.pk,
        "contract": contract.number,
        "title": contract.proposal.request.title,
        "other_id": contract.other_party_id(reader_id),
        "pair": [contract.student_id, contract.coach_id],
    }
    path = f"/contracts/{contract.pk}"
    return Notice(
        kind=kind, reader_id=reader_id, key=key, params={**params, **names}, path=path, **shown
    )


def about_session(
    session: CoachingSession,
    kind: str,
    *,
    reader_id: int,
    key: str,
    params: Mapping[str, Any],
    **shown: bool,
) -> Notice:
    """A notice to one party of a session; `when` is its start unless `params` has another."""
    contract = session.contract
    names = {
        "session_id": session.pk,
        "session": session.number,
        "contract": contract.number,
        "title": contract.proposal.request.title,
        "other_id": contract.other_party_id(reader_id),
        "pair": [contract.student_id, contract.coach_id],
    }
    when = params.get("starts_at") or plain(session.scheduled_at)
    path = f"/sessions/{session.pk}"
    return Notice(
        kind=kind,
        reader_id=reader_id,
        key=key,
        params={**params, **names, "when": when},
        path=path,
        **shown,
    )


def about_request(
    request: LearningRequest,
    kind: str,
    *,
    reader_id: int,
    key: str,
    params: Mapping[str, Any],
    coach_id: int | None = None,
    path: str = "",
) -> Notice:
    """A notice about a learning request, or about the proposal of `coach_id` for it."""
    other_id = request.student_id if reader_id != request.student_id else coach_id
    names = {
        "request_id": request.pk,
        "title": request.title,
        "other_id": other_id,
        "pair": [request.student_id, coach_id] if coach_id else None,
    }
    if not path:
        path = (
            conversation_path(request.student_id, coach_id) if coach_id else f"/jobs/{request.pk}"
        )
    return Notice(kind=kind, reader_id=reader_id, key=key, params={**params, **names}, path=path)


def contract_created(contract: Contract) -> Notice:
    """The first offer, to the one who did not write it. Raises ValueError when none is open."""
    version = contract.open_version
    if version is None:
        raise ValueError(f"{contract} has no version that waits for an answer")
    return about_contract(
        contract,
        "contract_created",
        reader_id=contract.other_party_id(version.author_id),
        key=f"version-{version.pk}",
        params={"version_id": version.pk, "actor_id": version.author_id},
    )


def session_scheduled(session: CoachingSession) -> Notice:
    """A booking that waits for the coach. Raises ValueError for a session without a start."""
    if session.scheduled_at is None:
        raise ValueError(f"{session} has no start")
    return about_session(
        session,
        "session_scheduled",
        reader_id=session.contract.coach_id,
        key=f"session-{session.pk}-{session.sequence}-{session.scheduled_at:%Y%m%dT%H%M}",
        params={
            "starts_at": plain(session.scheduled_at),
            "version": session.version,
            "actor_id": session.contract.student_id,
        },
    )


def session_nudge(session: CoachingSession) -> Notice:
    """The same question to the coach once more, when half of the time to answer is over."""
    first = session_scheduled(session)
    return replace(first, key=f"{first.key}-half", params={**first.params, "again": True})


def reschedule_requested(session: CoachingSession) -> Notice:
    """The pending wish to move, to the one who has to answer. Raises RescheduleRequest.DoesNotExist."""
    move = session.reschedules.get(status=RescheduleRequest.Status.PENDING)
    return about_session(
        session,
        "reschedule_requested",
        reader_id=session.contract.other_party_id(move.author_id),
        key=f"reschedule-{move.pk}",
        params={"reschedule_id": move.pk, "actor_id": move.author_id},
    )


def search_matched(event: SavedSearchMatched, *, key: str) -> Notice:
    """To the one who saved the search: the list that it asks for, with the new requests on top."""
    query = SavedSearch.objects.values_list("query", flat=True).get(pk=event.saved_search_id)
    return Notice(
        kind="search_matched",
        reader_id=event.user_id,
        key=key,
        params={**facts_of(event), "title": event.name},
        path=f"/jobs?{query}",
    )


def session_reminder(session: CoachingSession, kind: str) -> tuple[Notice, ...]:
    """To both: once per row, start and kind, so that a moved session is reminded of again."""
    contract = session.contract
    key = f"session-{session.pk}-{session.sequence}"
    params = {"starts_at": plain(session.scheduled_at), "actor_id": None}
    return tuple(
        about_session(session, kind, reader_id=reader_id, key=key, params=params)
        for reader_id in (contract.student_id, contract.coach_id)
    )
