"""From a queued row to the SMTP server's answer. No transaction is open while the network is used."""

import logging
import smtplib
from collections.abc import Callable, Iterable
from datetime import datetime
from types import TracebackType

from django.core.mail import EmailMessage, get_connection

from core.errors import Busy
from notifications import outbox
from notifications.emails import compose
from notifications.holding import passes
from notifications.models import OutgoingEmail
from notifications.notices import notice_named

logger = logging.getLogger(__name__)

# Servers take some tens or hundreds of mails over one connection before they close it.
MAILS_A_CONNECTION = 50
CLOSING = 421


class Refused(Exception):
    """The server will not take this mail however often it is offered."""


class NotNow(Exception):
    """Something is in the way that may pass."""


class Unreachable(NotNow):
    """There is no server to talk to; it is the same for every other mail."""


class SmtpSender:
    """One connection to the mail server for several mails, opened when the first one is there.

    The answer to one mail says nothing of the next: whatever cut the connection, the next has a new one.
    """

    def __init__(self) -> None:
        self._connection = get_connection()
        self._sent = 0
        self._is_open = False

    def __enter__(self) -> "SmtpSender":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.hang_up()

    def hand_over(self, message: EmailMessage) -> None:
        """Give the message to the server. Raises Refused (never), NotNow (perhaps later) or Unreachable."""
        self._open()
        message.connection = self._connection
        self._sent += 1
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            answers = [(code, _text(text)) for code, text in error.recipients.values()]
            self._raise_for(answers[0][0], answers[0][1])
        except smtplib.SMTPSenderRefused as error:
            # About our account there, not about this mail: hold everything until it is put right.
            self.hang_up()
            raise NotNow(f"{error.smtp_code} {_text(error.smtp_error)}") from error
        except smtplib.SMTPDataError as error:
            self._raise_for(error.smtp_code, _text(error.smtp_error))
        except (smtplib.SMTPException, OSError) as error:
            self.hang_up()
            raise NotNow(repr(error)) from error

    def _open(self) -> None:
        if self._sent >= MAILS_A_CONNECTION:
            self.hang_up()
        if self._is_open:
            return
        try:
            self._connection.open()
        except smtplib.SMTPAuthenticationError as error:
            raise Unreachable(f"{error.smtp_code} {_text(error.smtp_error)}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(repr(error)) from error
        self._is_open = True

    def hang_up(self) -> None:
        """The next mail, if any, is sent over a new connection."""
        if not self._is_open:
            return
        self._is_open, self._sent = False, 0
        try:
            self._connection.close()
        except (smtplib.SMTPException, OSError) as error:
            # What was taken stays taken, however the goodbye went.
            logger.info("the mail server did not say goodbye: %r", error)

    def _raise_for(self, code: int, text: str) -> None:
        """4xx means later, 5xx means never (RFC 5321, section 4.2.1); 421 that the server hangs up."""
        if code == CLOSING:
            self.hang_up()
        raise (Refused if 500 <= code < 600 else NotNow)(f"{code} {text}")


def deliver(email_id: int, *, now: datetime, sender: SmtpSender | None = None) -> bool:
    """Claim, write, send and mark one mail. Does nothing when another worker has it or it is done.

    Returns whether it is worth trying another: False when there is no server to talk to.
    """
    email = outbox.claim(email_id, now=now)
    if email is None:
        return True
    try:
        if not passes(email, now=now):
            return True
    except Busy as error:  # other workers ask for the same two people
        outbox.mark_failed(email, reason=repr(error), now=now)
        return True
    try:
        message = compose(email, now=now)
    except Exception as error:
        # A fault in a letter must not stop the mails behind it, and may be mended by a deploy.
        logger.exception("mail %s (%s) could not be written", email.pk, email.kind)
        outbox.mark_failed(email, reason=f"not written: {error!r}", now=now)
        return True
    if message is None:
        outbox.mark_dropped(email, reason="no longer true or not wanted")
        return True
    if sender is not None:
        return _send_and_mark(email, message, sender=sender, now=now)
    with SmtpSender() as own:
        return _send_and_mark(email, message, sender=own, now=now)


def deliver_all(
    email_ids: Iterable[int], *, clock: Callable[[], datetime], until: Callable[[], bool]
) -> None:
    """Send these over as few connections as possible, until `until` or while there is no server.

    Each is claimed just before it is sent, so that nobody waits for what a killed worker had not begun.
    """
    with SmtpSender() as sender:
        for email_id in email_ids:
            if until() or not deliver(email_id, now=clock(), sender=sender):
                return


def _send_and_mark(
    email: OutgoingEmail, message: EmailMessage, *, sender: SmtpSender, now: datetime
) -> bool:
    try:
        sender.hand_over(message)
    except Refused as refusal:
        outbox.mark_dead(email, reason=str(refusal))
    except NotNow as obstacle:
        outbox.mark_failed(email, reason=str(obstacle), now=now)
        return not isinstance(obstacle, Unreachable)
    else:
        keep_params = not notice_named(email.kind).is_secret
        outbox.mark_sent(email, subject=str(message.subject), keep_params=keep_params, now=now)
    return True


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
