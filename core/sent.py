"""What a press without a form carries: a number, a text, a yes or no. Each refusal names the field."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.numbers import whole_number
from core.texts import refuse_unkept

YES, NO = ("1", "true"), ("0", "false")


def sent_number(data: Mapping[str, Any], name: str) -> int:
    """The whole number of that name. Raises Invalid when it is missing or none."""
    number = sent_number_or_none(data, name)
    if number is None:
        raise Invalid(fields={name: [_("A whole number is needed.")]})
    return number


def sent_number_or_none(data: Mapping[str, Any], name: str) -> int | None:
    """The whole number of that name, None where it was left out. Raises Invalid for anything else."""
    sent = data.get(name)
    if sent is None or sent == "":
        return None
    number = whole_number(sent)
    if number is None:
        raise Invalid(fields={name: [_("A whole number is needed.")]})
    return number


def sent_text(data: Mapping[str, Any], name: str) -> str:
    """The text of that name, empty where it was left out. Raises Invalid for what is no text to keep."""
    sent = data.get(name)
    if sent is None:
        return ""
    if not isinstance(sent, str):
        raise Invalid(fields={name: [_("Please send this as text.")]})
    refuse_unkept([(name, sent)])
    return sent


def sent_yes(data: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """Whether the field of that name says yes. Raises Invalid for what is neither yes nor no."""
    sent = data.get(name)
    if sent is None or sent == "":
        return default
    word = str(sent).lower()
    if word not in (*YES, *NO):
        raise Invalid(fields={name: [_("Please say 1 for yes or 0 for no.")]})
    return word in YES
