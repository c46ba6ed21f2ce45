import channels

from chat.live.transport import WRITTEN_FOR_CHANNELS
from chat.models import SUBJECT_OF
from core import cards


def test_the_lean_consumer_was_written_for_this_channels():
    """Channels changed: read its AsyncConsumer beside chat/live/transport.py, then change the number."""
    assert channels.__version__.startswith(WRITTEN_FOR_CHANNELS + ".")


def test_everything_a_timeline_can_show_has_a_card():
    without = [model.__name__ for model in SUBJECT_OF if model not in cards._kinds]
    assert without == []
