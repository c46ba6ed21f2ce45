"""Rows found by the words that were folded when they were written: `rows.filter(words__hold=wanted)`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from core.folding import sought

WORDS_MOST = 8
# English words that every text has; looked for only when there is nothing else.
_QUIET = frozenset(
    ("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "i", "in", "is", "it", "my", "of", "on",
     "or", "the", "to", "with")
)  # fmt: skip
_ENDINGS = ("ing", "ed", "es", "s")
_STEM_LEAST = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word that is looked for: as the beginning of a word, or in another form as a whole one."""

    start: str
    forms: tuple[str, ...] = ()
    absent: bool = False


@dataclass(frozen=True, slots=True)
class WantedWords:
    """What somebody typed. A row fits that has all the words of any of the groups."""

    groups: tuple[tuple[Wanted, ...], ...]

    @property
    def singly(self) -> Iterable["WantedWords"]:
        """Each word that should be there, by itself."""
        words = (word for group in self.groups for word in group if not word.absent)
        return (WantedWords(((word,),)) for word in dict.fromkeys(words))


def wanted_words(query: str) -> WantedWords | None:
    """What a query asks for: all its words, `OR` between choices, `-` before what must not be there.

    None when there is no word in it. Quotation marks and other signs only part the words.
    """
    choices = re.split(r"(?:^|\s)OR(?=\s|$)", query)
    groups = tuple(group for choice in choices if (group := _group(choice)))
    return WantedWords(groups) if groups else None


def _group(text: str) -> tuple[Wanted, ...]:
    found: list[Wanted] = []
    for part in text.split():
        absent = len(part) > 1 and part.startswith("-")
        found += [Wanted(word, _other_forms(word), absent) for word in sought(part)]
    loud = [word for word in found if word.start not in _QUIET]
    return tuple(dict.fromkeys((loud or found)[:WORDS_MOST]))


def _other_forms(word: str) -> tuple[str, ...]:
    """An English word without its ending, and with others: “charting” is also chart and charts."""
    if not (word.isascii() and word.isalpha()):
        return ()
    stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    return tuple(
        stem + ending
        for stem in stems
        if len(stem) >= _STEM_LEAST
        for ending in ("", "e", *_ENDINGS)
        if stem + ending != word
    )


class WordsField(models.TextField):  # type: ignore[type-arg]  # no generic at run time
    """The words of a row as `core.folding.words` gives them; written by the action that writes the text."""


@WordsField.register_lookup
class Hold(models.Lookup):
    """Whether the words hold what is wanted. PostgreSQL asks its index, SQLite looks through the text."""

    lookup_name = "hold"
    prepare_rhs = False
    rhs: WantedWords

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """Of exactly the expression that the indexes are of."""
        column, params = self.process_lhs(compiler, connection)
        query = " | ".join(_all_of(group) for group in self.rhs.groups)
        sql = f"array_to_tsvector(string_to_array({column}, ' ')) @@ %s::tsquery"
        return sql, [*params, query]

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        column, lhs_params = self.process_lhs(compiler, connection)
        params = [*lhs_params]
        choices: list[str] = []
        for group in self.rhs.groups:
            tests: list[str] = []
            for word in group:
                patterns = [f"% {word.start}%", *(f"% {form} %" for form in word.forms)]
                likes = " OR ".join([f"(' ' || {column} || ' ') LIKE %s"] * len(patterns))
                tests.append(f"{'NOT ' if word.absent else ''}({likes})")
                params += patterns
            choices.append(" AND ".join(tests))
        return f"({' OR '.join(f'({choice})' for choice in choices)})", params


def _all_of(group: Sequence[Wanted]) -> str:
    """In PostgreSQL's language; words hold no sign that would mean something in it."""
    return "(" + " & ".join(_one_of(word) for word in group) + ")"


def _one_of(word: Wanted) -> str:
    choices = [f"'{word.start}':*", *(f"'{form}'" for form in word.forms)]
    return f"{'!' if word.absent else ''}({' | '.join(choices)})"
