"""Form bodies, as the library writes them and as nobody should."""

from urllib.parse import urlencode

import pytest
from stripe._encode import _api_encode

from sandbox.errors import ApiError
from sandbox.forms import nested


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"a": 1}, {"a": "1"}),
        ({"a": True, "b": ""}, {"a": "true", "b": ""}),
        ({"a": {"b": {"c": "d"}}}, {"a": {"b": {"c": "d"}}}),
        ({"a": ["x", "y"]}, {"a": ["x", "y"]}),
        ({"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": "1"}, {"b": "2"}]}),
        ({"metadata": {"10": "x", "name": "&=[ü]"}}, {"metadata": {"10": "x", "name": "&=[ü]"}}),
        ({"a": [str(n) for n in range(12)]}, {"a": [str(n) for n in range(12)]}),
    ],
)
def test_what_the_library_sends_is_read_as_it_was_meant(sent, read):
    assert nested(urlencode(list(_api_encode(sent)))) == read


def test_a_list_without_numbers_keeps_its_order():
    assert nested("a[]=x&a[]=y") == {"a": ["x", "y"]}


@pytest.mark.parametrize("encoded", ["a=1&a[b]=2", "a[b]=1&a[b][c]=2", "a" + "[b]" * 9 + "=1"])
def test_what_contradicts_itself_or_goes_too_deep_is_refused(encoded):
    with pytest.raises(ApiError):
        nested(encoded)
