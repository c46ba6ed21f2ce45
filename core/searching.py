"""Rows found by the words that were folded when they were written: `rows.filter(words__hold=wanted)`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from core.folding import QUIET, Spellings, sought
from core.terms import Term, sequences_in, terms_of

WORDS_MOST = 8
CHOICE = "OR"
_ENDINGS = ("ing", "ed", "es", "s")
_STEM_LEAST = 4
Tests = tuple[list[str], list[str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word that is looked for: as the beginning of a word, or in another form as a whole one."""

    spellings: Spellings
    forms: tuple[str, ...] = ()
    absent: bool = False


@dataclass(frozen=True, slots=True)
class WantedSequence:
    """Words in their order with nothing between, in the forms in which they may stand."""

    forms: tuple[str, ...]
    absent: bool = False


@dataclass(frozen=True, slots=True)
class WantedGroup:
    """All of this."""

    words: tuple[Wanted, ...]
    sequences: tuple[WantedSequence, ...] = ()


@dataclass(frozen=True, slots=True)
class WantedWords:
    """What somebody typed. A row fits that has all of any of the groups."""

    groups: tuple[WantedGroup, ...]

    @property
    def singly(self) -> Iterable["WantedWords"]:
        """Each word that should be there, by itself."""
        words = (word for group in self.groups for word in group.words if not word.absent)
        return (WantedWords((WantedGroup((word,)),)) for word in dict.fromkeys(words))


def wanted_words(query: str) -> WantedWords | None:
    """What a query asks for: all its words, `OR` between choices, `-` before what must not be there.

    What stands in quotation marks has to stand so in the text. None when there is no word in it.
    """
    choices: list[list[Term]] = [[]]
    for term in terms_of(query):
        if term.text == CHOICE and not term.is_phrase:
            choices.append([])
        else:
            choices[-1].append(term)
    groups = tuple(group for choice in choices if (group := _group(choice)) is not None)
    return WantedWords(groups) if groups else None


def _group(terms: Sequence[Term]) -> WantedGroup | None:
    in_order = [
        WantedSequence(tuple(forms), term.is_absent)
        for term in terms
        for forms in sequences_in(term)
    ]
    words = list(chain.from_iterable(_words_of(*each) for each in groupby(terms, _manner)))
    loud = [word for word in words if not _is_quiet(word)]
    kept = dict.fromkeys((loud or words)[:WORDS_MOST])
    return WantedGroup(tuple(kept), tuple(in_order[:WORDS_MOST])) if kept or in_order else None


def _manner(term: Term) -> tuple[bool, bool]:
    return term.is_phrase, term.is_absent


def _words_of(manner: tuple[bool, bool], terms: Iterable[Term]) -> Iterable[Wanted]:
    """Words that stand side by side are read together, or “wi fi” is no “wifi”; absent ones are not.

    The words of an absent phrase may be there apart.
    """
    is_phrase, is_absent = manner
    texts = [term.text for term in terms if not (is_absent and sequences_in(term))]
    for text in texts if is_absent else [" ".join(texts)]:
        for spellings in sought(text):
            yield Wanted(spellings, () if is_phrase else _other_forms(spellings), is_absent)


def _is_quiet(word: Wanted) -> bool:
    """Whether every text has it; looked for only when there is nothing else."""
    return all(part in QUIET for spelling in word.spellings for part in spelling)


def _other_forms(spellings: Spellings) -> tuple[str, ...]:
    """An English word without its ending, and with others: “charting” is also chart and charts."""
    (word, *more), *others = spellings
    if more or others or not (word.isascii() and word.isalpha()):
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
        fits = f"array_to_tsvector(string_to_array({column}, ' ')) @@ %s::tsquery"
        return self._any_of(
            column, params, lambda words: ([fits], [" & ".join(map(_one_of, words))])
        )

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return self._any_of(column, params, lambda words: _likes(column, words))

    def _any_of(
        self, column: str, params: Sequence[Any], fits: Callable[[Sequence[Wanted]], Tests]
    ) -> tuple[str, list[Any]]:
        choices: list[str] = []
        values: list[Any] = [*params]
        for group in self.rhs.groups:
            tests, patterns = fits(group.words) if group.words else ([], [])
            in_order, sequences = _sequences(column, group.sequences)
            choices.append(f"({' AND '.join([*tests, *in_order])})")
            values += [*patterns, *sequences]
        return f"({' OR '.join(choices)})", values


def _likes(column: str, words: Sequence[Wanted]) -> Tests:
    tests: list[str] = []
    patterns: list[str] = []
    for word in words:
        ways = [[f"% {part}%" for part in spelling] for spelling in word.spellings]
        ways += [[f"% {form} %"] for form in word.forms]
        tests.append(_like(column, map(len, ways), absent=word.absent))
        patterns += chain.from_iterable(ways)
    return tests, patterns


def _sequences(column: str, sequences: Sequence[WantedSequence]) -> Tests:
    """Both databases look through the words themselves, of the rows that hold each of them."""
    tests = [_like(column, [1] * len(each.forms), absent=each.absent) for each in sequences]
    return tests, [f"%{form}%" for each in sequences for form in each.forms]


def _like(column: str, ways: Iterable[int], *, absent: bool) -> str:
    """One of some ways, of which each takes so many patterns.

    Words hold no sign that would mean something in a pattern.
    """
    like = f"(' ' || {column} || ' ') LIKE %s"
    likes = " OR ".join(f"({' AND '.join([like] * count)})" for count in ways)
    return f"{'NOT ' if absent else ''}({likes})"


def _one_of(word: Wanted) -> str:
    """In PostgreSQL's language; words hold no sign that would mean something in it."""
    ways = [" & ".join(f"'{part}':*" for part in spelling) for spelling in word.spellings]
    choices = " | ".join([*(f"({way})" for way in ways), *(f"'{form}'" for form in word.forms)])
    return f"{'!' if word.absent else ''}({choices})"
