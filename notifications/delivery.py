"""From a queued row to the SMTP server's answer. No transaction is open while the network is used."""

import logging
import smtplib
from datetime import datetime

from django.core.mail import EmailMessage

from notifications import outbox
from notifications.emails import compose
from notifications.kinds import kind_named
from notifications.models import OutgoingEmail

logger = logging.getLogger(__name__)


class Refused(Exception):
    """The server will not take this mail however often it is offered."""


class NotNow(Exception):
    """Something is in the way that may pass."""


def deliver(email_id: int, *, now: datetime) -> None:
    """Claim, write, send and mark one mail. Does nothing when another worker has it or it is done."""
    email = outbox.claim(email_id, now=now)
    if email is None:
        return
    try:
        message = compose(email, now=now)
    except Exception as error:
        # A fault in a letter must not stop the mails behind it, and may be mended by a deploy.
        logger.exception("mail %s (%s) could not be written", email.pk, email.kind)
        outbox.mark_failed(email, reason=f"not written: {error!r}", now=now)
        return
    if message is None:
        outbox.mark_dropped(email, reason="no longer true or not wanted")
        return
    _send_and_mark(email, message, now=now)


def _send_and_mark(email: OutgoingEmail, message: EmailMessage, *, now: datetime) -> None:
    try:
        hand_over(message)
    except Refused as refusal:
        outbox.mark_dead(email, reason=str(refusal))
    except NotNow as obstacle:
        outbox.mark_failed(email, reason=str(obstacle), now=now)
    else:
        keep_params = not kind_named(email.kind).is_secret
        outbox.mark_sent(email, subject=str(message.subject), keep_params=keep_params, now=now)


def hand_over(message: EmailMessage) -> None:
    """Give the message to the server. Raises Refused (never) or NotNow (perhaps later)."""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        answers = [(code, _text(text)) for code, text in error.recipients.values()]
        _raise_for(answers[0][0], answers[0][1])
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as error:
        # About our account there, not about this mail: hold everything until it is put right.
        raise NotNow(f"{error.smtp_code} {_text(error.smtp_error)}") from error
    except smtplib.SMTPDataError as error:
        _raise_for(error.smtp_code, _text(error.smtp_error))
    except (smtplib.SMTPException, OSError) as error:
        raise NotNow(repr(error)) from error


def _raise_for(code: int, text: str) -> None:
    """4xx means later, 5xx means never (RFC 5321, section 4.2.1)."""
    raise (Refused if 500 <= code < 600 else NotNow)(f"{code} {text}")


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
