"""Form bodies with nested keys, as Stripe takes them: `a[b]=1`, `a[0][c]=2`, `a[]=3`."""

import re
from typing import Any
from urllib.parse import parse_qsl

from sandbox.errors import wrong_param

PARTS = re.compile(r"\[([^\]]*)\]")
DEEPEST = 8


def nested(encoded: str) -> dict[str, Any]:
    """What was sent, as dictionaries, lists and texts. Raises ApiError."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        head, _bracket, _rest = name.partition("[")
        path = [head, *PARTS.findall(name)]
        if len(path) > DEEPEST:
            raise wrong_param("The parameters are nested too deep.", name)
        _put(found, path, value, name)
    return {name: _with_lists(value) for name, value in found.items()}


def _put(into: dict[str, Any], path: list[str], value: str, name: str) -> None:
    for part in path[:-1]:
        into = into.setdefault(part or str(len(into)), {})
        if not isinstance(into, dict):
            raise wrong_param(f"Invalid parameter: {name}", name)
    into[path[-1] or str(len(into))] = value


def _with_lists(value: Any) -> Any:
    """The same with lists where all names are numbers."""
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(each) for name, each in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
