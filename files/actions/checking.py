"""What became of a file when it was looked into."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.actions import event_fields
from core.events import record
from core.transactions import action, locked
from files.actions.picturing import hold_pictures
from files.events import FileChecked
from files.models import File
from files.pictures import is_picture

# Nobody else looks into it meanwhile; after a killed worker somebody does.
CLAIMED_FOR = timedelta(minutes=3)
WAITS_MOST = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`refusal` is empty for what is good, else why not: `unreadable`, `locked`, `blocked`, `kind`."""

    refusal: str = ""
    kind: str = ""
    content_type: str = ""
    stored_size: int = 0
    width: int = 0
    height: int = 0
    pages: int = 0
    previews: int = 0
    location_removed: bool = False
    was_scanned: bool = False


@action
def claim_check(file_id: int, *, now: datetime) -> File | None:
    """Take it upon oneself to look into this file; None when it needs no look, or somebody else looks."""
    file = locked(File.objects.filter(pk=file_id)).first()
    if file is None or file.state != File.State.CHECKING or not file.check_at:
        return None
    if file.check_at > now:
        return None
    file.check_at = now + CLAIMED_FOR
    file.tries += 1
    file.save(update_fields=["check_at", "tries"])
    return file


@action
def postpone_check(file_id: int, *, now: datetime) -> None:
    """Whoever must look into it cannot now: again after a while, which grows."""
    file = locked(File.objects.filter(pk=file_id, state=File.State.CHECKING)).first()
    if file is not None:
        wait = min(timedelta(seconds=5 * 2 ** min(file.tries, 8)), WAITS_MOST)
        file.check_at = now + wait
        file.save(update_fields=["check_at"])


@action
def settle_check(file_id: int, verdict: Verdict, *, now: datetime) -> File | None:
    """Show it or refuse it. A second verdict changes nothing; None for a file that is gone."""
    file = _hold(file_id)
    if file is None or file.state != File.State.CHECKING:
        return file
    for name, value in vars(verdict).items():
        setattr(file, name, value)
    file.state = File.State.REFUSED if verdict.refusal else File.State.READY
    file.parts, file.check_at = [], None
    file.save()
    record(FileChecked(file_id=file.pk, state=file.state, **event_fields(actor_id=None, now=now)))
    return file


def _hold(file_id: int) -> File | None:
    """A picture of somebody after those before it: which of them is shown is settled in one go."""
    file = File.objects.filter(pk=file_id).first()
    if file is not None and is_picture(file):
        hold_pictures(file.owner_id)
    return locked(File.objects.filter(pk=file_id)).first()
