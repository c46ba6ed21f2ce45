"""Text as every search folds it: case, accents, width and the kind of apostrophe make no difference.

What is kept to be searched and what somebody looks for go through the same functions in Python, so that both
databases hold and compare the same words. Scripts that write no blanks are cut into overlapping pairs; the
last sign of a run stands by itself behind them, so that no sequence of pairs reaches beyond its run.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain

# PostgreSQL keeps no word beyond 2,046 bytes; nobody types more than this of one.
WORD_MOST = 60
# Between texts in an index; no word, so that no sequence of words reaches from one into the next.
END = "."

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘‛ʼʻʹ`´＇′׳", "'"))
# Letters that no normalisation takes apart.
_SPELLED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
    # Arabic letters that keyboards and hurried writers take for each other, and Persian ones beside them.
    | {"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك"}
)
# Accents, points of vowels, the stretched line of Arabic, the dot under letters of Hindi, and what is not
# seen at all.
_LEFT_OUT = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u093c\u180b-\u180f"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f"
    "\ufe20-\ufe2f\ufeff"
)
# Chinese, Japanese, Korean, Thai, Lao, Burmese and Khmer.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u1049\u1050-\u109f\u1100-\u11ff\u1780-\u17d3"
    "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
# The vowel signs of India and Tibet belong to their words, though they are no letters.
_LETTER = rf"(?:[^\W_{_UNSPACED}]|[\u0900-\u0963\u0971-\u0df3\u0f71-\u0f84\u0f8d-\u0fbc])"
_DROPPED = re.compile(f"[{_LEFT_OUT}]+")
_PIECE = re.compile(
    rf"(?P<run>[{_UNSPACED}]+)|(?P<word>{_LETTER}+(?:'{_LETTER}+)*)(?P<sign>[+#]+(?!{_LETTER}))?"
)
# Most texts need no more: words of plain letters, and nothing that binds or follows them.
_PLAIN = re.compile(r"[a-z0-9]+")
_BINDING = re.compile(r"['+#]")
# A sign with what continues it: its accents, the voicing of half-width kana, the parts of a Korean syllable.
_CLUSTER = re.compile(rf".[{_LEFT_OUT}\u3099\u309a\uff9e\uff9f\u1160-\u11ff]*", re.DOTALL)

Span = tuple[int, int]


class Form(Enum):
    """How a word is kept that could be several: “don't c++” as dont c++, as don t c++, as don t c."""

    JOINED = 1
    PARTED = 2
    BARE = 3


@dataclass(frozen=True, slots=True)
class Token:
    """One word, and where it stands in the folded text."""

    word: str
    starts: int
    ends: int


def folded(text: str) -> str:
    """The text with every difference taken out that no search makes."""
    if text.isascii():
        return text.lower().replace("`", "'")
    apart = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    plain = _DROPPED.sub("", unicodedata.normalize("NFKD", apart)).translate(_SPELLED)
    return unicodedata.normalize("NFC", plain)


def words(*texts: str) -> str:
    """The words of these texts for an index: folded, in their order, between single blanks.

    Words that are looked for in several forms stand there again with their text in each: an elided
    “l'école” as one and in its parts, “C++” also as C.
    """
    sequences = chain.from_iterable(map(_sequences, texts))
    return f" {END} ".join(" ".join(sequence) for sequence in sequences if sequence)


def sought(query: str) -> list[str]:
    """What `words` of a text have to hold to fit: each of these as a word or the beginning of one."""
    found = chain.from_iterable(map(_asked, _PIECE.finditer(folded(query))))
    return list(dict.fromkeys(word[:WORD_MOST] for word in found))


def runs(query: str) -> list[str]:
    """Of what is looked for, that which is written without blanks and has to stand in one piece."""
    return [piece["run"] for piece in _PIECE.finditer(folded(query)) if piece["run"]]


def sequences_of(phrase: str) -> list[str]:
    """The forms in which a phrase stands in `words` that are put between two blanks; none without words."""
    found = (_as_part(_tokens(folded(phrase), form)) for form in (Form.JOINED, Form.PARTED))
    return list(dict.fromkeys(filter(None, found)))


def spans(text: str, query: str, phrases: Iterable[str] = ()) -> list[Span]:
    """Where in this text stands what was looked for, in order: whole words, and parts of unspaced runs.

    Of the phrases only what stands in their sequence.
    """
    plain, origins = _traced(text)
    wanted = [piece for piece in sought(query) if not _is_unspaced(piece)]
    asked_runs = runs(query)
    found: list[Span] = []
    for piece in _PIECE.finditer(plain):
        if piece["run"]:
            found += _within(piece, asked_runs)
        elif any(kept.startswith(word) for kept in _kept(piece) for word in wanted):
            found.append(piece.span())
    for phrase in phrases:
        found += _in_sequence(plain, phrase)
    return _joined((origins[start], origins[end]) for start, end in found)


def tsquery(sought_words: Iterable[str]) -> str:
    """These words, each also as a beginning, as PostgreSQL reads them. Words hold no sign to be escaped."""
    return " & ".join(f"""'{word.replace("'", "''")}':*""" for word in sought_words)


def _sequences(text: str) -> Iterable[Sequence[str]]:
    """The words of a text in each form that differs."""
    plain = folded(text)
    if plain.isascii() and not _BINDING.search(plain):
        return [[word[:WORD_MOST] for word in _PLAIN.findall(plain)]]
    return dict.fromkeys(tuple(token.word for token in _tokens(plain, form)) for form in Form)


def _tokens(plain: str, form: Form) -> Iterator[Token]:
    """The words of a folded text in this form, each with its place."""
    for piece in _PIECE.finditer(plain):
        if run := piece["run"]:
            for at in range(len(run)):
                start = piece.start() + at
                yield Token(run[at : at + 2], start, min(start + 2, piece.end()))
        else:
            for word in _forms(piece, form):
                yield Token(word[:WORD_MOST], *piece.span())


def _forms(piece: re.Match[str], form: Form) -> Sequence[str]:
    sign = "" if form is Form.BARE else piece["sign"] or ""
    if form is Form.JOINED:
        return [piece["word"].replace("'", "") + sign]
    *before, last = piece["word"].split("'")
    return [*before, last + sign]


def _as_part(tokens: Iterator[Token]) -> str:
    """A sequence between blanks; the run at its end may go on in the text."""
    sequence = [token.word for token in tokens]
    if not sequence:
        return ""
    if not _is_unspaced(sequence[-1]):
        return f" {' '.join(sequence)} "
    if len(sequence) > 1 and len(sequence[-2]) > 1 and _is_unspaced(sequence[-2]):
        return f" {' '.join(sequence[:-1])} "
    return f" {' '.join(sequence)}"


def _in_sequence(plain: str, phrase: str) -> Iterator[Span]:
    """Where the words of a phrase stand one after the other in a folded text."""
    for form in Form:
        tokens = list(_tokens(plain, form))
        places = [at for at, token in enumerate(tokens) for _sign in f" {token.word}"]
        line = "".join(f" {token.word}" for token in tokens) + " "
        for sequence in sequences_of(phrase):
            for match in re.finditer(f"(?={re.escape(sequence)})", line):
                last = places[match.start() + len(sequence.rstrip()) - 1]
                yield tokens[places[match.start()]].starts, tokens[last].ends


def _kept(piece: re.Match[str]) -> Iterator[str]:
    """The words that a piece is kept under."""
    return chain.from_iterable(_forms(piece, form) for form in Form)


def _asked(piece: re.Match[str]) -> Iterator[str]:
    if run := piece["run"]:
        yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))
    else:
        yield from _forms(piece, Form.JOINED)


def _is_unspaced(word: str) -> bool:
    match = _PIECE.match(word)
    return match is not None and match["run"] is not None


def _traced(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each place in it, and its end, the place in the text that it comes from."""
    plain: list[str] = []
    origins: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        part = folded(cluster[0])
        plain.append(part)
        origins += [cluster.start()] * len(part)
    return "".join(plain), [*origins, len(text)]


def _within(piece: re.Match[str], asked_runs: Iterable[str]) -> Iterator[Span]:
    for run in asked_runs:
        for match in re.finditer(re.escape(run), piece["run"]):
            yield piece.start() + match.start(), piece.start() + match.end()


def _joined(found: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap as one, without empty ones."""
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined
