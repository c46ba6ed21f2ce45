"""A real SMTP server for the tests, which answers as it is told and keeps what it accepted."""

import email
import email.policy
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller

CUT_OFF = "cut off"


@dataclass
class Postbox:
    """`answers` are given to the next mails in turn, before everything is accepted again."""

    answers: list[str] = field(default_factory=list)
    attempts: int = 0
    greetings: int = 0
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        """One for each connection: our mails go out without TLS here."""
        self.greetings += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd's name)
        self.attempts += 1
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer == CUT_OFF:
            server.transport.abort()
        if answer.startswith("250"):
            self.mails.append(
                email.message_from_bytes(envelope.content, policy=email.policy.default)
            )
        return answer

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]


class FreePortController(Controller):
    """On a port that the system picks: aiosmtpd itself then looks for the server on port 0."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def started(postbox: Postbox) -> Controller:
    controller = FreePortController(postbox, hostname="127.0.0.1", port=0)
    controller.start()
    return controller


def part(mail: EmailMessage, content_type: str) -> str:
    """The decoded text of the mail's one part of that type."""
    found = [p for p in mail.walk() if p.get_content_type() == content_type]
    assert len(found) == 1, [p.get_content_type() for p in mail.walk()]
    return found[0].get_content()
