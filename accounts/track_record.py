"""How reliable a coach's booked sessions were, provided by the app above that knows them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One session that counts against its coach. `url` is for its parties only."""

    what: str
    about: str
    starts_at: datetime
    url: str


@dataclass(frozen=True, kw_only=True)
class TrackRecord:
    """`words` say it to anybody, `own_words` to the coach; `marks` name the sessions, newest first.

    All empty when nothing counts against the coach: then nothing is shown.
    """

    words: tuple[str, ...] = ()
    own_words: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


Provider = Callable[[Collection[int], datetime], Mapping[int, TrackRecord]]
CLEAN = TrackRecord()
_provide: Provider | None = None


def register_provider(provide: Provider) -> None:
    """Register who knows, in `AppConfig.ready`: `provide(coach ids, now)` names those with a mark."""
    global _provide
    _provide = provide


def track_records(coach_ids: Collection[int], now: datetime) -> dict[int, TrackRecord]:
    """The record of each of these coaches; read together."""
    known = {} if _provide is None or not coach_ids else _provide(coach_ids, now)
    return {coach_id: known.get(coach_id, CLEAN) for coach_id in coach_ids}


def track_record(coach: User, now: datetime) -> TrackRecord:
    return track_records([coach.pk], now)[coach.pk]
