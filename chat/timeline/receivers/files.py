"""What the check of a file shows in the conversation it was sent to."""

from chat.models import Entry
from chat.timeline import numbers
from chat.timeline.attachments import conversation_of
from core.events import on
from core.models import EventRecord
from files.events import FileChecked


@on(FileChecked)
def show_checked_file(event: FileChecked, _record: EventRecord) -> None:
    """Its message changes; a file that nobody sent yet changes nothing."""
    conversation = conversation_of(event.file_id)
    if conversation is not None:
        entry = Entry.objects.get(attachments__file=event.file_id)
        numbers.change(conversation, entry, [])
