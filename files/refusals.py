"""Why a file that has arrived is not shown, in words."""

from django.utils.translation import gettext as _

from files.models import File


def refusal_words(file: File) -> str:
    """Why nobody can open it, in a sentence."""
    return {
        "kind": _("This kind of file is not taken."),
        "locked": _("It needs a password, so it could not be checked. Send it without one."),
        "bomb": _("It is far larger inside than it looks, and was not taken."),
        "small": _("It is too small: 128 × 128 pixels are the least."),
        "blocked": _("It was blocked: a scanner found something harmful in it."),
        "deleted": _("Deleted"),
    }.get(file.refusal, _("It could not be read."))
