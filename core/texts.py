"""Text that can be kept: PostgreSQL takes no NUL, and half of a surrogate pair is no character at all."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.errors import Invalid


def can_be_kept(text: str) -> bool:
    """Whether a database keeps this text, and a page can show it."""
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def refuse_unkept(sent: Iterable[tuple[str, object]]) -> None:
    """Raise Invalid that names each field in which, however deep, there is text that cannot be kept."""
    wrong = [name for name, value in sent if not _is_kept(value)]
    if wrong:
        sentence = _("This text has a character that cannot be stored. Please take it out.")
        raise Invalid(sentence, fields={name: [sentence] for name in wrong})


def _is_kept(value: object) -> bool:
    if isinstance(value, str):
        return can_be_kept(value)
    if isinstance(value, dict):
        return all(can_be_kept(name) and _is_kept(each) for name, each in value.items())
    if isinstance(value, list):
        return all(_is_kept(each) for each in value)
    return True
