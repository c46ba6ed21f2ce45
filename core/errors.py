"""Refusals. Each carries a sentence fit for the person; `core.middleware` turns them into answers."""

from collections.abc import Mapping, Sequence

from django.db.models import Model
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule refused the action; nothing was changed.

    `code` is stable for programs, `message` is for people. `subject` is the row whose fresh card the
    refused page should show, when there is one. `retry_after_seconds` says when it is possible again.
    """

    status = 400
    code = "refused"
    message = _("That is not possible.")
    # What of a plain form is given back, as nothing else keeps it; if none is named, that of `fields`.
    gives_back: Sequence[str] = ()

    def __init__(
        self,
        message: object = None,
        *,
        subject: Model | None = None,
        fields: Mapping[str, Sequence[object]] | None = None,
        code: str | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        self.message = self.message if message is None else message  # type: ignore[assignment]
        self.code = code or self.code
        self.subject = subject
        self.retry_after_seconds = retry_after_seconds
        self.fields = {
            name: [str(text) for text in texts] for name, texts in (fields or {}).items()
        }
        super().__init__(str(self.message))


class UnreadableBody(DomainError):
    status = 400
    code = "unreadable_body"
    message = _("What was sent could not be read. Nothing was changed.")


class UnreadableAddress(DomainError):
    """The address itself cannot be looked up."""

    code = "unreadable_address"
    message = _("This address has a character that cannot be read. Please check it.")


class NotAllowed(DomainError):
    """A party to the thing, but without the right to do this."""

    status = 403
    code = "not_allowed"
    message = _("You may not do that.")


class NotPossibleNow(DomainError):
    """The right person, but the state or the clock does not allow it (any more)."""

    status = 409
    code = "not_possible_now"
    message = _("That is no longer possible.")


class Stale(NotPossibleNow):
    """The press came from a page drawn before somebody changed the thing."""

    code = "stale"
    message = _(
        "This has changed since you opened it. Nothing was done. Here is how it stands now."
    )


class Invalid(DomainError):
    """The input is wrong; `fields` says where and why. The empty name `""` means the whole form."""

    status = 422
    code = "invalid"
    message = _("Please correct what is marked below. Nothing was saved.")


class TooMany(DomainError):
    """A limit on how often something may be done."""

    status = 429
    code = "too_many"
    message = _("That was too often. Please wait a moment.")


class Busy(DomainError):
    """Other people hold the same rows; the action gave up after its retries and changed nothing."""

    status = 503
    code = "busy"
    message = _("A lot is happening here at once. Nothing was changed; please try again.")
