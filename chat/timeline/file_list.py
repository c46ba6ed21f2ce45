"""The files of an entry as HTML: pictures and pages, players of sound and video, cards for the rest."""

from html import escape

from django.urls import reverse
from django.utils.translation import gettext

from core.bidi import isolated
from core.icons import outline_icon
from files.models import File
from files.refusals import refusal_words

KB = 1000
ICONS = {"image": "photo", "pdf": "document-text", "audio": "musical-note", "video": "film"}


def files_html(files: list[File]) -> str:
    """One list for a message, in the order in which they were chosen."""
    return (
        f'<ul class="entry__files">{"".join(map(_item, files))}{_scanned(files)}</ul>'
        if files
        else ""
    )


def _scanned(files: list[File]) -> str:
    """Said once for all of them where nothing is scanned."""
    if all(file.was_scanned or file.state != File.State.READY for file in files):
        return ""
    return f'<li class="file__note">{escape(gettext("Not scanned for viruses"))}</li>'


def _item(file: File) -> str:
    inside = _shown(file) if file.state == File.State.READY else _waiting(file)
    return (
        f'<li class="file" data-file="{file.pk}" data-kind="{file.kind or "other"}"'
        f' data-state="{file.state}">{inside}</li>'
    )


def _shown(file: File) -> str:
    if file.kind == File.Kind.IMAGE:
        return _picture(file)
    if file.kind == File.Kind.PDF:
        return _pages(file) + _card(file)
    if file.kind == File.Kind.AUDIO:
        return f'{_card(file)}<audio controls preload="none" src="{_url(file)}"></audio>'
    if file.kind == File.Kind.VIDEO:
        return f'<video controls playsinline preload="metadata" src="{_url(file)}"></video>{_card(file)}'
    return _card(file)


def _picture(file: File) -> str:
    label = escape(file.name)
    return (
        f'<a class="file__picture" href="{_url(file)}" data-gallery="{_preview(file, 1)}"'
        f' data-name="{label}"><img src="{_preview(file, 1)}" alt="{label}" loading="lazy"'
        f' width="{file.width}" height="{file.height}"></a>{_note(file)}'
    )


def _pages(file: File) -> str:
    pictures = " ".join(_preview(file, number) for number in range(1, file.previews + 1))
    label = escape(file.name)
    first = escape(gettext("First page of %(name)s") % {"name": isolated(file.name)})
    return (
        f'<a class="file__page" href="{_url(file)}" data-gallery="{pictures}" data-name="{label}">'
        f'<img src="{_preview(file, 1)}" alt="{first}" loading="lazy"></a>'
    )


def _card(file: File) -> str:
    save = escape(gettext("Download %(name)s") % {"name": isolated(file.name)})
    return (
        f'<a class="file__card" href="{reverse("file-download", args=[file.pk])}" download'
        f' aria-label="{save}">{_label(file, file_facts(file))}{outline_icon("arrow-down-tray")}</a>'
        f"{_note(file)}"
    )


def _waiting(file: File) -> str:
    said = gettext("Being checked …")
    if file.state == File.State.REFUSED:
        said = refusal_words(file)
    return f'<div class="file__card">{_label(file, said)}</div>'


def _label(file: File, facts: str) -> str:
    icon = outline_icon(ICONS.get(file.kind, "document"))
    return (
        f'{icon}<span class="file__label"><span class="file__name">{escape(isolated(file.name))}'
        f'</span><span class="file__facts">{escape(facts)}</span></span>'
    )


def _note(file: File) -> str:
    if not file.location_removed:
        return ""
    return f'<p class="file__note">{escape(gettext("Location removed"))}</p>'


def file_facts(file: File) -> str:
    """How large it is, and how long where that is counted in pages."""
    facts = [size_in_words(file.stored_size or file.size)]
    if file.pages:
        facts.append(gettext("%(pages)d pages") % {"pages": file.pages} if file.pages > 1 else "")
    return " · ".join(filter(None, facts))


def size_in_words(size: int) -> str:
    if size < KB:
        return gettext("%(size)d bytes") % {"size": size}
    if size < KB * KB:
        return gettext("%(size)d KB") % {"size": round(size / KB)}
    return gettext("%(size).1f MB") % {"size": size / KB / KB}


def _url(file: File) -> str:
    return reverse("file", args=[file.pk])


def _preview(file: File, number: int) -> str:
    return reverse("file-preview", args=[file.pk, number])
