"""Notices about what students are charged."""

from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.models import EventRecord
from core.templatetags.money import money
from notifications.addresses import absolute
from notifications.notices.base import Envelope, event_key, event_params
from notifications.notices.groups import DEAL, RIGHT
from notifications.notices.letter import Button, Facts, in_words
from notifications.notices.readers import the_coach, the_student
from notifications.notices.sessions import SessionNotice, find_session
from payments import events
from payments.mode import is_test_money
from payments.models import Charge, SavedCard

Status = Charge.Status


class ChargeNotice(SessionNotice):
    """About the money for one session."""

    needs_payments: ClassVar[bool] = True

    @classmethod
    def envelopes(cls, event: Any, record: EventRecord) -> list[Envelope]:
        session = find_session(event.session_id)
        params, key = event_params(event), event_key(record)
        made = (cls.envelope(session, reader, key, params) for reader in cls.readers_of(event))
        return [cls._to_charge(envelope, event.charge_id) for envelope in made]

    @staticmethod
    def _to_charge(envelope: Envelope, charge_id: int) -> Envelope:
        return replace(envelope, path=f"/charges/{charge_id}")

    @cached_property
    def charge(self) -> Charge:
        return Charge.objects.get(pk=self.params["charge_id"])

    @property
    def amount(self) -> str:
        return str(money(self.charge.amount, self.charge.currency))

    @property
    def card(self) -> SavedCard | None:
        return SavedCard.objects.filter(method_id=self.charge.method_id or "-").first()

    @property
    def charge_url(self) -> str:
        return absolute(f"/charges/{self.params['charge_id']}")

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "amount": self.amount,
            "pay_by": in_words(self.charge.pay_by, self.reader),
            "is_test_money": is_test_money(),
        }

    def facts(self) -> Facts:
        return (*super().facts(), (_now("Amount"), self.amount))


class ChargeFailed(ChargeNotice):
    """To the one who pays, as long as it can still be paid."""

    name = "charge_failed"
    readers = {events.ChargeFailed: the_student}
    title = _("a payment did not go through")
    notification = _("The payment for session %(session)s did not go through.")
    why_essential = RIGHT

    def is_true(self) -> bool:
        is_open = self.charge.status in Charge.PAYABLE and bool(self.charge.trouble)
        return is_open and self.now < self.charge.pay_by

    def context(self) -> dict[str, Any]:
        again = self.charge.try_at
        return {
            **super().context(),
            "trouble": self.charge.trouble,
            "again": in_words(again, self.reader) if again else "",
        }

    def buttons(self) -> tuple[Button, ...]:
        asks = self.charge.trouble == Charge.Trouble.CONFIRM
        label = _now("Confirm with your bank") if asks else _now("Pay now")
        cards = Button(label=_now("Save another card"), url=absolute("/payments"), tone="quiet")
        return (Button(label=label, url=self.charge_url), cards)


class ChargePaid(ChargeNotice):
    name = "charge_paid"
    readers = {events.ChargeSucceeded: the_student}
    title = _("a session is paid")
    notification = _("Session %(session)s is paid.")
    why_essential = DEAL

    def buttons(self) -> tuple[Button, ...]:
        return (Button(label=_now("See the payment"), url=self.charge_url),)

    def facts(self) -> Facts:
        card = ((_now("Card"), str(self.card)),) if self.card else ()
        return (*super().facts(), *card)


class ChargeHeld(ChargeNotice):
    name = "charge_held"
    readers = {events.ChargeSucceeded: the_coach}
    title = _("a student has paid for a session")
    notification = _("%(other)s has paid for session %(session)s. The money is held until then.")
    has_mail = False
