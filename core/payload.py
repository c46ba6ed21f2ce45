"""What a press carries, from a form or as a JSON object: one reader for each kind of value.

Every reader refuses with Invalid (422), which names the field. An id in an *address* that no row can have
is 404 and no matter of this module (`core.middleware.AddressMiddleware`).
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NoReturn

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import numbers
from core.errors import Invalid
from core.texts import one_line, paragraphs, refuse_unkept
from core.zones import FarFromNow, read_instant

NO_INSTANT = gettext_lazy("Give a date and time with its UTC offset.")
FAR_FROM_NOW = gettext_lazy("This is too far from now. Please choose a nearer time.")
YES, NO = ("1", "true"), ("0", "false")
# Nothing that we take has more than three; what has hundreds cannot be looked into.
LEVELS_MOST = 10


def read(request: HttpRequest) -> Mapping[str, Any]:
    """The input of a POST.

    Raises BadRequest for broken JSON, and Invalid for text in it that no database keeps. (What a browser
    types wrong, the form's own fields say beside it.)
    """
    if request.content_type != "application/json":
        return request.POST
    data = _json_object(request.body or b"{}")
    refuse_unkept(data.items())
    return data


def of_post(request: HttpRequest) -> Mapping[str, Any] | None:
    """What a form is bound to: the input of a POST, None for a look at the empty form."""
    return read(request) if request.method == "POST" else None


def whole_number(data: Mapping[str, Any], name: str) -> int:
    """The whole number of that name. Raises Invalid when it is missing or none."""
    number = optional_whole_number(data, name)
    if number is None:
        raise Invalid(fields={name: [_("A whole number is needed.")]})
    return number


def optional_whole_number(data: Mapping[str, Any], name: str) -> int | None:
    """The whole number of that name, None where it was left out. Raises Invalid for anything else."""
    value = data.get(name)
    if value is None or value == "":
        return None
    number = numbers.whole_number(value)
    if number is None:
        raise Invalid(fields={name: [_("A whole number is needed.")]})
    return number


def whole_numbers(data: Mapping[str, Any], name: str) -> tuple[int, ...]:
    """The whole numbers of that name; none where it was left out. Raises Invalid for anything else."""
    given = data.getlist(name) if isinstance(data, QueryDict) else data.get(name) or []
    found = [numbers.whole_number(each) for each in given] if isinstance(given, list) else [None]
    if None in found:
        raise Invalid(fields={name: [_("Whole numbers are needed.")]})
    return tuple(each for each in found if each is not None)


def text(data: Mapping[str, Any], name: str, *, lines: bool = False) -> str:
    """The text of that name as it is kept, of one line or of several; empty where it was left out.

    Raises Invalid for what is no text to keep.
    """
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid(fields={name: [_("Please send this as text.")]})
    refuse_unkept([(name, value)])
    return paragraphs(value) if lines else one_line(value)


def yes(data: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """Whether the field of that name says yes. Raises Invalid for what is neither yes nor no."""
    value = data.get(name)
    if value is None or value == "":
        return default
    word = str(value).lower()
    if word not in (*YES, *NO):
        raise Invalid(fields={name: [_("Please say 1 for yes or 0 for no.")]})
    return word in YES


def optional_instant(data: Mapping[str, Any], name: str) -> datetime | None:
    """The instant (ISO 8601 with an offset, as UTC) of that name, None where it was left out.

    Raises Invalid for anything else.
    """
    value = data.get(name)
    if value is None or value == "":
        return None
    try:
        return read_instant(value if isinstance(value, str) else "")
    except FarFromNow as error:
        raise Invalid(fields={name: [FAR_FROM_NOW]}) from error
    except ValueError as error:
        raise Invalid(fields={name: [NO_INSTANT]}) from error


def _json_object(body: bytes) -> dict[str, Any]:
    """What RFC 8259 calls an object: Python's reader would take NaN and Infinity as well."""
    try:
        data = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:  # the latter for a thousand lists in each other
        raise BadRequest("The body is not valid JSON.") from error
    if not isinstance(data, dict):
        raise BadRequest("The body must be a JSON object.")
    if _is_deeper(data, LEVELS_MOST):
        raise BadRequest("The body has too many lists or objects in each other.")
    return data


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _is_deeper(data: object, levels: int) -> bool:
    """Whether lists and objects stand in each other more than so many times."""
    level = [data]
    for _level in range(levels):
        level = [each for container in level for each in _parts(container)]
    return any(isinstance(each, dict | list) for each in level)


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
