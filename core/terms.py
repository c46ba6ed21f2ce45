"""What somebody typed into a search: words, and phrases in quotation marks, which stand as they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.folding import Spellings, runs, sequences_of, sought
from core.marking import Span, spans

_MARKS = '"\uff02“”„‟«»「」『』〝〞〟'
# The plain mark also stands for inches and seconds: it opens no phrase right behind a word.
_PHRASE = re.compile(
    rf"(?P<absent>(?<!\S)-)?(?:(?<!\w)[\"\uff02]|[“”„‟«»「『〝])(?P<phrase>[^{_MARKS}]*)[{_MARKS}]"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase; `is_absent` with the sign that asks for what does not have it."""

    text: str
    is_phrase: bool = False
    is_absent: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What a text has to hold all of."""

    words: list[Spellings]
    sequences: list[list[str]]
    bare: str
    phrases: list[str]

    def spans(self, text: str) -> list[Span]:
        """Where in this text it stands."""
        return spans(text, self.bare, self.phrases)


def read_query(text: str) -> Query:
    """Every word and phrase that was typed, whatever signs stand before it."""
    terms = list(terms_of(text))
    return Query(
        words=sought(text),
        sequences=[each for term in terms for each in sequences_in(term)],
        bare=" ".join(term.text for term in terms if not term.is_phrase),
        phrases=[term.text for term in terms if term.is_phrase],
    )


def terms_of(query: str) -> Iterator[Term]:
    """The terms in their order. A mark without its other half only parts words."""
    at = 0
    for match in _PHRASE.finditer(query):
        yield from _bare(query[at : match.start()])
        yield Term(match["phrase"], is_phrase=True, is_absent=bool(match["absent"]))
        at = match.end()
    yield from _bare(query[at:])


def sequences_in(term: Term) -> list[list[str]]:
    """What has to stand in one piece, each in the forms of `core.folding.sequences_of`."""
    pieces = [term.text] if term.is_phrase else [run for run in runs(term.text) if len(run) > 2]
    return [sequences for piece in pieces if (sequences := sequences_of(piece))]


def _bare(text: str) -> Iterator[Term]:
    for word in text.split():
        is_absent = len(word) > 1 and word.startswith("-")
        yield Term(word, is_absent=is_absent)
