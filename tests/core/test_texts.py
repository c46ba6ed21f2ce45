"""Text that no database keeps is refused by the name of its field, wherever it hides."""

import pytest

from core.errors import Invalid
from core.texts import can_be_kept, refuse_unkept

HALF_A_PAIR = "\ud800"


@pytest.mark.parametrize("text", ["", "Grüße 🎉", "line\nline\ttab", "\u202e"])
def test_text_of_any_script_can_be_kept(text):
    assert can_be_kept(text)


@pytest.mark.parametrize("text", ["zero \x00 byte", f"half a pair {HALF_A_PAIR}"])
@pytest.mark.parametrize("hide", [str, lambda t: ["a", [t]], lambda t: {"a": t}, lambda t: {t: 1}])
def test_the_field_that_holds_what_cannot_be_kept_is_named(text, hide):
    assert not can_be_kept(text)
    with pytest.raises(Invalid) as refused:
        refuse_unkept([("title", "A title"), ("notes", hide(text)), ("version", 1)])
    assert list(refused.value.fields) == ["notes"]


def test_what_can_be_kept_passes():
    refuse_unkept([("title", "A title"), ("lists", [[1, None], {"a": 1.5}])])
