"""An entry as HTML, for one viewer, in the active language (and, where cards and notes say times, zone).

Messages are made without the template engine: they are the hot path, drawn twice for each one sent.
What follows from its neighbours (grouping, "seen") is told by who draws them together; tools come by script.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from html import escape

from django.utils import formats
from django.utils.translation import get_language, gettext

from accounts.models import User
from chat.models import SUBJECT_FIELDS, Entry
from chat.timeline import notes
from chat.timeline.file_list import files_html
from chat.timeline.inline import without_marks
from chat.timeline.markup import to_html
from chat.timeline.people import Person, Sides
from core.avatars import avatar
from core.bidi import isolated
from core.cards import Known, has_card, render_card
from core.figures import with_figures
from core.icons import outline_icon
from core.sentences import sentence_named
from core.zones import LocalTime, zone

PREVIEW_LENGTH = 120


def element_id(conversation_id: int, seq: int) -> str:
    """The id of an entry's element, the same in every page and push."""
    return f"entry-{conversation_id}-{seq}"


def draw(
    entry: Entry,
    *,
    viewer: Person,
    sides: Sides,
    user: User | None,
    now: datetime,
    known: Known | None = None,
    is_grouped: bool = False,
    status: str = "",
) -> str:
    """The entry's `<li>`. Only cards need `user`, the viewer's row, and what is `known` of many of them.

    `is_grouped`: under a message of the same author; `status`: what its author learns of a message.
    """
    if entry.kind == Entry.Kind.MESSAGE:
        inside = _message(entry, viewer, sides, status)
    elif entry.kind == Entry.Kind.NOTE:
        inside = _note(entry, viewer, sides)
    else:
        inside = _avatar_of(entry, viewer, sides) + _card(entry, user, now, known)
    grouped = " data-grouped" if is_grouped else ""
    return f"<li {_attributes(entry, viewer)}{grouped}>{inside}</li>"


def _attributes(entry: Entry, viewer: Person) -> str:
    created = entry.created_at.astimezone(zone(viewer.timezone))
    own = entry.author_id == viewer.id
    parts = [
        'class="entry"',
        f'id="{element_id(entry.conversation_id, entry.seq)}"',
        f'data-kind="{entry.kind}"',
        f'data-side="{"own" if own else "other"}"',
        f'data-seq="{entry.seq}"',
        f'data-n="{entry.changed_n}"',
        f'data-at="{int(entry.created_at.timestamp())}"',
        f'data-day="{created.date().isoformat()}"',
        f'data-day-label="{day_label(created.date(), get_language())}"',
    ]
    if entry.client_id and own:
        parts.append(f'data-client="{entry.client_id}"')
    if entry.deleted_at:
        parts.append('data-state="deleted"')
    return " ".join(parts)


@lru_cache(maxsize=512)
def day_label(day: date, _language: str | None) -> str:
    return escape(formats.date_format(day, "l j F Y"))


def _message(entry: Entry, viewer: Person, sides: Sides, status: str) -> str:
    author = sides.person(entry.author_id or 0)
    head = (
        f'<p class="entry__head"><span class="entry__author">{escape(author.name)}</span> '
        f"{_time(entry.created_at, viewer)}</p>"
    )
    if entry.deleted_at:
        gone = escape(gettext("Message deleted"))
        body = f'{head}<div class="entry__text">{gone}</div>'
    else:
        body = (
            f"{head}{_quote(entry, sides)}{_text(entry)}{_files(entry)}"
            f"{_edited(entry)}{_reactions(entry, viewer, sides)}"
        )
    if status:
        body += f'<p class="entry__status">{escape(status)}</p>'
    return f'{_avatar_of(entry, viewer, sides)}<div class="entry__body">{body}</div>'


def _text(entry: Entry) -> str:
    return f'<div class="entry__text">{to_html(entry.body)}</div>' if entry.body else ""


def _files(entry: Entry) -> str:
    return files_html(entry.files) if entry.params.get("files") else ""


def _time(at: datetime, viewer: Person) -> str:
    local = LocalTime(instant=at, zone_name=viewer.timezone)
    return f'<time datetime="{local.wall.isoformat(timespec="seconds")}">{local.time_text}</time>'


def _quote(entry: Entry, sides: Sides) -> str:
    if entry.reply_to_id is None:
        return ""
    gone = entry.quoted_deleted_at is not None
    text = gettext("Message deleted") if gone else shorten(entry.quoted_body or gettext("A file"))
    target = element_id(entry.conversation_id, entry.quoted_seq or 0)
    return (
        f'<a class="entry__quote" href="#{target}"><b>'
        f"{escape(sides.person(entry.quoted_author_id or 0).name)}</b> {escape(isolated(text))}</a>"
    )


def _edited(entry: Entry) -> str:
    if not entry.edited_at:
        return ""
    url = f"/chat/{entry.conversation_id}/entries/{entry.seq}/versions"
    return (
        f'<p class="entry__edited"><a href="{url}" hx-get="{url}" hx-target="#drawer-body">'
        f'{escape(gettext("Edited"))}<span class="visually-hidden">, '
        f"{escape(gettext('see the earlier texts'))}</span></a></p>"
    )


def _reactions(entry: Entry, viewer: Person, sides: Sides) -> str:
    if not entry.reactions:
        return ""
    items = []
    for sign, people in entry.reactions.items():
        names = ", ".join(
            gettext("you") if p == viewer.id else sides.person(p).name for p in people
        )
        mine = viewer.id in people
        state = ' data-mine="" aria-pressed="true"' if mine else ' aria-pressed="false"'
        count = f" {len(people)}" if len(people) > 1 else ""
        items.append(
            f'<li><button class="reaction" type="button" data-sign="{escape(sign)}"{state}'
            f' title="{escape(names)}">{escape(sign)}{count}'
            f'<span class="visually-hidden"> {escape(names)}</span></button></li>'
        )
    return f'<ul class="entry__reactions">{"".join(items)}</ul>'


def _note(entry: Entry, viewer: Person, sides: Sides) -> str:
    words: str = with_figures(note_text(entry, viewer, sides))
    if entry.about_seq is not None:
        target = element_id(entry.conversation_id, entry.about_seq)
        words = f'<a href="#{target}">{words}</a>'
    reason = entry.params.get("reason", "")
    quoted = f' <q class="entry__reason">{escape(reason)}</q>' if reason else ""
    icon = outline_icon(sentence_named(entry.event).icon)
    return f'{icon}<p class="entry__text">{words}{quoted}</p> {_time(entry.created_at, viewer)}'


def note_text(entry: Entry, viewer: Person, sides: Sides) -> str:
    """What a note, or the event behind a card, says to this viewer, as plain text.

    Staff act under no name of the pair's.
    """
    actor = entry.author_id
    known = actor is not None and actor in sides
    return notes.sentence(
        entry.event,
        entry.params,
        viewer_id=viewer.id,
        actor_id=actor,
        actor_name=sides.person(actor or 0).name if known else gettext("Our staff"),
        other_name=sides.other(actor or 0).name if known else "",
    )


def _card(entry: Entry, user: User | None, now: datetime, known: Known | None) -> str:
    subject = entry.subject
    assert subject is not None and user is not None  # noqa: PT018  (the table checks it)
    if not has_card(subject):
        return f'<p class="entry__text">{escape(card_name(entry))}</p>'
    return render_card(subject, viewer=user, now=now, known=known)


def _avatar_of(entry: Entry, viewer: Person, sides: Sides) -> str:
    if entry.author_id == viewer.id or entry.author_id not in sides:
        return ""
    author = sides.person(entry.author_id or 0)
    return avatar(author.name, size="small", picture=author.picture)


def preview(entry: Entry, viewer: Person, sides: Sides) -> str:
    """One plain line for the inbox, in this viewer's words."""
    if entry.event:
        return note_text(entry, viewer, sides)
    if entry.kind == Entry.Kind.CARD:
        return card_name(entry)
    if entry.deleted_at:
        return gettext("Message deleted")
    text = said_in(entry)
    if entry.author_id == viewer.id:
        return gettext("You: %(text)s") % {"text": isolated(text)}
    return text


def card_name(entry: Entry) -> str:
    """What kind of card this is, in a word or two."""
    field = next(f for f in SUBJECT_FIELDS if getattr(entry, f"{f}_id") is not None)
    return {
        "request": gettext("Learning request"),
        "proposal": gettext("Proposal"),
        "contract_version": gettext("Contract"),
        "session": gettext("Session"),
        "reschedule": gettext("Request to move a session"),
        "wrap_up": gettext("Wrap-up"),
        "charge": gettext("Payment"),
    }[field]


def said_in(entry: Entry) -> str:
    """The beginning of a message, or which file it brings where nothing is said."""
    if entry.body or not entry.params.get("files"):
        return shorten(entry.body)
    return with_file_names("", entry.params["files"][:1])


def text_with_files(entry: Entry) -> str:
    """The whole of a message where no files can be drawn: its text, then what its files are called."""
    return with_file_names(entry.body, entry.params.get("files", ()))


def with_file_names(text: str, names: Iterable[str]) -> str:
    files = [gettext("File: %(name)s") % {"name": isolated(name)} for name in names]
    return " · ".join([text, *files] if text else files)


def shorten(text: str) -> str:
    """The beginning of a text on one line, without the marks of its Markdown."""
    line = " ".join(without_marks(text[: 2 * PREVIEW_LENGTH]).split())
    return line if len(line) <= PREVIEW_LENGTH else line[: PREVIEW_LENGTH - 1] + "…"
