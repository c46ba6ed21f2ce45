"""Words as every search keeps them: case, accents, width and the kind of apostrophe make no difference.

What is kept to be searched and what somebody looks for go through the same functions in Python, so that both
databases hold and compare the same words. Scripts that write no blanks are cut into overlapping pairs; the
last sign of a run stands by itself behind them, so that no sequence of pairs reaches beyond its run.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain

from core.letters import PIECE, folded, written_as_two

# PostgreSQL keeps no word beyond 2,046 bytes; nobody types more than this of one.
WORD_MOST = 60
# Between texts in an index; no word, so that no sequence of words reaches from one into the next.
END = "."
# English words that every text has.
QUIET = frozenset(
    ("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "i", "in", "is", "it", "my", "of", "on",
     "or", "the", "to", "with")
)  # fmt: skip
# Words of two letters that are no part of a longer one, in the languages that are written here most.
_LITTLE = QUIET.union(
    ("am", "do", "go", "he", "if", "me", "no", "oh", "ok", "so", "up", "us", "we", "da", "du", "er",
     "es", "im", "ja", "ob", "um", "wo", "zu", "au", "ce", "de", "en", "et", "il", "je", "la",
     "le", "ma", "ne", "ou", "sa", "se", "si", "te", "tu", "un", "va", "al", "el", "lo", "mi", "su",
     "ya", "di", "ed", "ha", "ho", "io", "em", "eu", "os", "nu")
)  # fmt: skip

# Most texts need no more: words of plain letters, and nothing that binds, follows or stands before them.
PLAIN = re.compile(r"[a-z0-9]+")
_BINDING = re.compile(rf"['+#]|[-_.,](?=\w)|\b(?!(?:{'|'.join(sorted(_LITTLE))})\b)\w\w? \w|\d \d")
_HYPHENS = "-‐._"
_OF_THOUSANDS = ",. "

# Words that all have to be there, and the ways to spell what is looked for, of which one is enough.
Spelling = tuple[str, ...]
Spellings = tuple[Spelling, ...]
Group = Sequence[re.Match[str]]


class Form(Enum):
    """How words are kept that could be several.

    “don't use C++ and ASP.NET” as dont use c++ and asp net, as don t use c++ and asp net, as don t use c and
    asp .net, and as dont use c++ and aspnet.
    """

    JOINED = 1
    PARTED = 2
    BARE = 3
    BOUND = 4


@dataclass(frozen=True, slots=True)
class Token:
    """One word, and where it stands in the folded text."""

    word: str
    starts: int
    ends: int


def words(*texts: str) -> str:
    """The words of these texts for an index: folded, in their order, between single blanks.

    Words that are looked for in several forms stand there again with their text in each: an elided
    “l'école” as one and in its parts, “C++” also as C, “Wi-Fi” also as one, “Müller” also as Mueller.
    """
    sequences = chain.from_iterable(map(_sequences, texts))
    return f" {END} ".join(" ".join(sequence) for sequence in sequences if sequence)


def sought(query: str) -> list[Spellings]:
    """What `words` of a text have to hold to fit: each in one of its spellings.

    Of a spelling each word has to be there, as a word or the beginning of one.
    """
    plain, as_two = folded(query), folded(written_as_two(query))
    asked = list(_asked(plain))
    others = asked if as_two == plain else list(_asked(as_two))
    if len(others) == len(asked):
        asked = [
            tuple(dict.fromkeys(one + other)) for one, other in zip(asked, others, strict=True)
        ]
    return list(dict.fromkeys(asked))


def runs(query: str) -> list[str]:
    """Of what is looked for, that which is written without blanks and has to stand in one piece."""
    return [piece["run"] for piece in PIECE.finditer(folded(query)) if piece["run"]]


def sequences_of(phrase: str) -> list[str]:
    """The forms in which a phrase stands in `words` that are put between two blanks; none without words."""
    forms = (Form.JOINED, Form.PARTED, Form.BOUND)
    found = (
        _as_part(tokens_of(PIECE.finditer(plain), form))
        for plain in _foldings(phrase)
        for form in forms
    )
    return list(dict.fromkeys(filter(None, found)))


def tsquery(wanted: Iterable[Spellings]) -> str:
    """These, each word also as a beginning, as PostgreSQL reads them.

    Words hold no sign to be escaped.
    """
    return " & ".join(
        "(" + " | ".join(" & ".join(f"'{word}':*" for word in spelling) for spelling in each) + ")"
        for each in wanted
    )


def _sequences(text: str) -> Iterable[Sequence[str]]:
    """The words of a text in each form that differs."""
    return dict.fromkeys(chain.from_iterable(map(_in_each_form, _foldings(text))))


def _in_each_form(plain: str) -> Iterator[Spelling]:
    if is_plain(plain):
        yield tuple(word[:WORD_MOST] for word in PLAIN.findall(plain))
        return
    pieces = list(PIECE.finditer(plain))
    for form in Form:
        yield tuple(token.word for token in tokens_of(pieces, form))


def is_plain(plain: str) -> bool:
    """Whether each word has one form only."""
    return plain.isascii() and not _BINDING.search(plain)


def _foldings(text: str) -> Sequence[str]:
    """The text folded, and as it is written without ä, ö and their like where that differs."""
    return list(dict.fromkeys((folded(text), folded(written_as_two(text)))))


def tokens_of(pieces: Iterable[re.Match[str]], form: Form) -> Iterator[Token]:
    """The words of these pieces of a folded text in this form, each with its place."""
    for group in _bound(pieces) if form is Form.BOUND else ([piece] for piece in pieces):
        span = group[0].start(), group[-1].end()
        if group[0]["run"]:
            yield from _pairs(group)
        elif len(group) > 1:
            yield Token(_as_one(group), *span)
        else:
            for word in _forms(group[0], form):
                yield Token(word[:WORD_MOST], *span)


def _bound(pieces: Iterable[re.Match[str]]) -> Iterator[Group]:
    """The pieces, those together that others write as one: wi-fi, Node.js, 1,500 and, if short, e mail."""
    group: list[re.Match[str]] = []
    for piece in pieces:
        if group and not (piece.start() - group[-1].end() == 1 and _binds(group, piece)):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _binds(group: Group, piece: re.Match[str]) -> bool:
    """Whether what stands behind one sign belongs to the group before it."""
    before = group[-1]
    gap = _gap(before, piece)
    if len(group) > 1 and gap != _gap(group[-2], before):
        return False
    if before["run"] or piece["run"]:
        return gap == " " and bool(before["run"] and piece["run"])
    if before["sign"] or piece["sign"] or piece["dot"]:
        return False
    first, second = before["word"], piece["word"]
    if first[-1].isdecimal() and second[0].isdecimal():
        return gap in _OF_THOUSANDS and _are_thousands(first, second)
    return gap in _HYPHENS or (gap == " " and len(group) == 1 and _are_short(first, second))


def _gap(before: re.Match[str], piece: re.Match[str]) -> str:
    return before.string[before.end() : piece.start()]


def _are_thousands(first: str, second: str) -> bool:
    """Whether these stand for one number, as in 1,500."""
    return len(first) <= 3 == len(second) and first != "0" and (first + second).isdecimal()


def _are_short(first: str, second: str) -> bool:
    """Whether these may be one word that somebody wrote as two: wi fi, B 2, e mail."""
    if first in _LITTLE or second in _LITTLE:
        return False
    return max(len(first), len(second)) <= 2 or (len(first) == 1 and (first + second).isalpha())


def _as_one(group: Group) -> str:
    return "".join(piece["word"].replace("'", "") for piece in group)[:WORD_MOST]


def _pairs(group: Group) -> Iterator[Token]:
    """Two signs each, also across a blank between runs, and the last by itself."""
    run = "".join(piece["run"] for piece in group)
    places = [at for piece in group for at in range(*piece.span())]
    for at in range(len(run)):
        yield Token(run[at : at + 2], places[at], places[min(at + 1, len(run) - 1)] + 1)


def _forms(piece: re.Match[str], form: Form) -> Sequence[str]:
    dot, sign = piece["dot"] or "", piece["sign"] or ""
    if form is Form.BARE:
        dot, sign = "." if _ends_a_name(piece) else "", ""
    if "'" not in piece["word"]:
        return (dot + piece["word"] + sign,)
    if form in (Form.JOINED, Form.BOUND):
        return (dot + piece["word"].replace("'", "") + sign,)
    *before, last = (dot + piece["word"]).split("'")
    return [*before, last + sign]


def _ends_a_name(piece: re.Match[str]) -> bool:
    """Whether it stands directly behind a dot that stands directly behind a word: ASP.NET, plan.pdf."""
    at = piece.start()
    before = piece.string[max(0, at - 2) : at]
    return len(before) == 2 and before[0].isalnum() and before[1] == "." and piece[0][0].isalpha()


def _as_part(tokens: Iterator[Token]) -> str:
    """A sequence between blanks; the run at its end may go on in the text."""
    sequence = [token.word for token in tokens]
    if not sequence:
        return ""
    if not is_unspaced(sequence[-1]):
        return f" {' '.join(sequence)} "
    if len(sequence) > 1 and len(sequence[-2]) > 1 and is_unspaced(sequence[-2]):
        return f" {' '.join(sequence[:-1])} "
    return f" {' '.join(sequence)}"


def _asked(plain: str) -> Iterator[Spellings]:
    for group in _bound(PIECE.finditer(plain)):
        if group[0]["run"]:
            for piece in group:
                run = piece["run"]
                yield from (((run[at : at + 2],),) for at in range(max(1, len(run) - 1)))
        else:
            yield _spellings(group)


def _spellings(group: Group) -> Spellings:
    """As one word and in its parts; a number with a sign between its thousands only as one."""
    parts = tuple(word[:WORD_MOST] for piece in group for word in _forms(piece, Form.JOINED))
    if len(group) == 1:
        return (parts,)
    if all(map(str.isdecimal, parts)) and _gap(*group[:2]) != " ":
        return ((_as_one(group),),)
    return ((_as_one(group),), parts)


def is_unspaced(word: str) -> bool:
    match = PIECE.match(word)
    return match is not None and match["run"] is not None
