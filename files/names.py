"""The name of a file: a label for people, never a path."""

import re
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Final

from core.graphemes import graphemes
from core.texts import can_be_kept, is_seen, one_line

LENGTH_MOST: Final = 120
ENDING_MOST: Final = 10
PATH = re.compile(r".*[/\\]", re.DOTALL)
EDGES = re.compile(r"^[\s.]+|[\s.]+$")
UNFIT = re.compile(r'[<>:"|?*]+')


def clean_name(name: str) -> str:
    """The label: its last part, without what turns text round or hides; its ending stays when it is cut."""
    kept = one_line(name) if can_be_kept(name) else ""
    label = _with_something_seen(EDGES.sub("", UNFIT.sub("_", PATH.sub("", kept))))
    if len(label) <= LENGTH_MOST:
        return label
    ending = PurePosixPath(label).suffix
    if len(ending) > ENDING_MOST:
        ending = ""
    return (EDGES.sub("", _cut(label, LENGTH_MOST - len(ending))) or "file") + ending


def saved_name(name: str, endings: tuple[str, ...]) -> str:
    """What it is saved as: with an ending of what it really is."""
    if name.lower().endswith(endings):
        return name
    return f"{name[: LENGTH_MOST - ENDING_MOST]}{endings[0]}"


def _with_something_seen(label: str) -> str:
    stem, dot, ending = label.rpartition(".")
    if any(map(is_seen, stem or label)):
        return label
    return f"file{dot}{ending}" if any(map(is_seen, ending)) else "file"


def _cut(label: str, most: int) -> str:
    """So many characters at most, and no sign in parts."""
    lengths = accumulate(map(len, graphemes(label)))
    return label[: max((length for length in lengths if length <= most), default=0)]
