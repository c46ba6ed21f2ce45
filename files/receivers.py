"""What follows from a file having been checked."""

from core.events import on
from core.models import EventRecord
from files.actions.picturing import settle_picture
from files.events import FileChecked
from files.models import File
from files.pictures import is_picture


@on(FileChecked)
def show_checked_picture(event: FileChecked, _record: EventRecord) -> None:
    """A picture of somebody is shown once it is good."""
    file = File.objects.get(pk=event.file_id)
    if is_picture(file):
        settle_picture(file.owner_id, now=event.at)
