"""What presses without a form carry: a wrong number, text or yes is refused by the name of its field."""

import pytest

from core import payload
from core.errors import Invalid
from core.numbers import BIGGEST, whole_number

NO_NUMBERS = (
    "x", "-1", "1.0", "1e3", "²", "٣", " 1", "9" * 5000, BIGGEST + 1, -1, 1.0, float("inf"), True,
    [], [1], {}, {"a": 1},
)  # fmt: skip


@pytest.mark.parametrize("sent", NO_NUMBERS)
def test_what_is_no_whole_number_or_too_big_for_a_column_is_none(sent):
    assert whole_number(sent) is None


@pytest.mark.parametrize(
    ("sent", "number"), [("0", 0), (7, 7), ("007", 7), (str(BIGGEST), BIGGEST)]
)
def test_a_number_is_read_in_digits_and_as_json_has_it(sent, number):
    assert whole_number(sent) == number


@pytest.mark.parametrize("read", [payload.whole_number, payload.optional_whole_number])
@pytest.mark.parametrize("sent", NO_NUMBERS)
def test_a_wrong_number_is_named(read, sent):
    with pytest.raises(Invalid) as refused:
        read({"seq": sent}, "seq")
    assert list(refused.value.fields) == ["seq"]


@pytest.mark.parametrize("data", [{}, {"seq": None}, {"seq": ""}])
def test_a_number_that_is_left_out_is_missed_only_where_it_is_needed(data):
    assert payload.optional_whole_number(data, "seq") is None
    with pytest.raises(Invalid):
        payload.whole_number(data, "seq")


@pytest.mark.parametrize("sent", [5, True, ["x"], {"a": 1}, "zero \x00 byte", "\ud800"])
def test_what_is_no_text_to_keep_is_named(sent):
    with pytest.raises(Invalid) as refused:
        payload.text({"reason": sent}, "reason")
    assert list(refused.value.fields) == ["reason"]


def test_a_text_that_is_left_out_is_empty():
    assert payload.text({}, "reason") == payload.text({"reason": None}, "reason") == ""


@pytest.mark.parametrize("sent", ["x", "2", 2, -1, [], ["1"], {}, "yes\x00"])
def test_what_is_neither_yes_nor_no_is_named(sent):
    with pytest.raises(Invalid) as refused:
        payload.yes({"muted": sent}, "muted", default=False)
    assert list(refused.value.fields) == ["muted"]


def test_yes_and_no_are_read_from_pages_and_from_programs():
    said = {"a": "1", "b": True, "c": 1, "d": "true", "e": "0", "f": False, "g": 0, "h": "False"}
    assert [payload.yes(said, name, default=False) for name in "abcd"] == [True] * 4
    assert [payload.yes(said, name, default=True) for name in "efgh"] == [False] * 4
    assert payload.yes({}, "a", default=True)
