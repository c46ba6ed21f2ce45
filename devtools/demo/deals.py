"""The deals of the year before, read from `deals.toml`: who learns what from whom, and how it goes."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devtools.demo.deeds import WrapUp

# A turn in a conversation: whether the student ("s") or the coach ("c") says it, and what.
Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Student:
    """`name` is the part of the address before the @."""

    name: str
    display_name: str
    timezone: str


@dataclass(frozen=True, kw_only=True)
class Deal:
    """One contract and the way to it; `student` and `coach` are names as in their addresses.

    The two meet once a week on `weekday` at `hour` of the coach's clock, from the week after the request on.
    `fates` says, by the number of the meeting, which did not simply take place; `ending`, what happens in
    the week of meeting `ends_at` instead of it; `answer`, what becomes of the offer. With `lasts_weeks` the
    contract ends so soon, else after a year.
    """

    student: str
    coach: str
    title: str
    wish: str
    letter: str
    skills: tuple[str, ...]
    lines: Lines
    weeks_ago: int
    weekday: int
    hour: int
    sessions: int
    price: int
    answer: str = "accept"
    fates: Mapping[str, str] = field(default_factory=dict)
    ending: str = ""
    ends_at: int = 0
    lasts_weeks: int = 0


@dataclass(frozen=True, kw_only=True)
class Year:
    """Everything that is told of the year. What is said in between and written afterwards is by coach."""

    students: tuple[Student, ...]
    deals: tuple[Deal, ...]
    talk: Mapping[str, tuple[Lines, ...]]
    wrap_ups: Mapping[str, tuple[WrapUp, ...]]


def read_year() -> Year:
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return Year(
        students=tuple(Student(**entry) for entry in told["people"]),
        deals=tuple(_deal(entry) for entry in told["deals"]),
        talk={
            whose: tuple(_lines(each["lines"]) for each in entries)
            for whose, entries in told["talk"].items()
        },
        wrap_ups={
            whose: tuple(WrapUp(**each) for each in entries)
            for whose, entries in told["wrap_ups"].items()
        },
    )


def _deal(entry: Mapping[str, Any]) -> Deal:
    texts = {"lines": _lines(entry["lines"]), "skills": tuple(entry["skills"])}
    return Deal(**{**entry, **texts})


def _lines(turns: list[list[str]]) -> Lines:
    return tuple((who, text) for who, text in turns)
