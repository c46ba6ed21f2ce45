"""Where in a text stands what somebody looked for."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from core.folding import (
    PLAIN,
    Form,
    Spellings,
    Token,
    is_plain,
    is_unspaced,
    runs,
    sequences_of,
    sought,
    tokens_of,
)
from core.letters import CLUSTER, PIECE, folded, written_as_two

Span = tuple[int, int]


def spans(text: str, query: str, phrases: Iterable[str] = ()) -> list[Span]:
    """Where in this text stands what was looked for, in order: whole words, and parts of unspaced runs.

    Of the phrases only what stands in their sequence.
    """
    wanted = [each for each in sought(query) if not is_unspaced(each[0][0])]
    asked_runs = runs(query)
    found: list[Span] = []
    for plain, origins in _traces(text):
        within = [*_places(plain, wanted), *_within(plain, asked_runs)]
        for phrase in phrases:
            within += _in_sequence(plain, phrase)
        found += [(origins[start], origins[end]) for start, end in within]
    return _joined(found)


def _in_sequence(plain: str, phrase: str) -> Iterator[Span]:
    """Where the words of a phrase stand one after the other in a folded text."""
    for form in Form:
        tokens = list(tokens_of(PIECE.finditer(plain), form))
        places = [at for at, token in enumerate(tokens) for _sign in f" {token.word}"]
        line = "".join(f" {token.word}" for token in tokens) + " "
        for sequence in sequences_of(phrase):
            for match in re.finditer(f"(?={re.escape(sequence)})", line):
                last = places[match.start() + len(sequence.rstrip()) - 1]
                yield tokens[places[match.start()]].starts, tokens[last].ends


def _traces(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    """Each folding of the text, and for each place in it, and its end, the place that it comes from."""
    if text.isascii():
        yield folded(text), range(len(text) + 1)
        return
    clusters = list(CLUSTER.finditer(text))
    plain, origins = _traced(clusters)
    yield plain, [*origins, len(text)]
    if written_as_two(text) != text:
        plain, origins = _traced(clusters, written_as_two)
        yield plain, [*origins, len(text)]


def _traced(
    clusters: Iterable[re.Match[str]], spelled: Callable[[str], str] = str
) -> tuple[str, list[int]]:
    plain: list[str] = []
    origins: list[int] = []
    for cluster in clusters:
        part = folded(spelled(cluster[0]))
        plain.append(part)
        origins += [cluster.start()] * len(part)
    return "".join(plain), origins


def _places(plain: str, wanted: Sequence[Spellings]) -> Iterator[Span]:
    """Where one of the spellings stands as one word; their parts only where none does."""
    tokens, bound = _all_tokens(plain)
    for each in wanted:
        whole = tuple(spelling[0] for spelling in each if len(spelling) == 1)
        found = [*_beginning(tokens, whole)]
        found += [span for span in _beginning(bound, whole) if not _overlaps(span, found)]
        yield from found or _beginning(tokens, tuple(chain.from_iterable(each)))


def _all_tokens(plain: str) -> tuple[Sequence[Token], Sequence[Token]]:
    """Word by word, and where some stand as one."""
    if is_plain(plain):
        return [Token(word[0], *word.span()) for word in PLAIN.finditer(plain)], ()
    pieces = list(PIECE.finditer(plain))
    forms = (tokens_of(pieces, form) for form in (Form.JOINED, Form.PARTED, Form.BARE))
    return list(dict.fromkeys(chain.from_iterable(forms))), list(tokens_of(pieces, Form.BOUND))


def _beginning(tokens: Iterable[Token], beginnings: tuple[str, ...]) -> Iterator[Span]:
    return ((token.starts, token.ends) for token in tokens if token.word.startswith(beginnings))


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _within(plain: str, asked_runs: Iterable[str]) -> Iterator[Span]:
    for run in asked_runs:
        for match in re.finditer(" ?".join(map(re.escape, run)), plain):
            yield match.span()


def _joined(found: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap as one, without empty ones."""
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined
