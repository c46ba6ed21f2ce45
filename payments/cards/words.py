"""How a charge stands, in a word and a sentence, for the one who pays and for the one it is held for."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.templatetags.money import money
from core.zones import LocalTime, current_zone_name
from payments.models import Charge, SavedCard

Status, Trouble = Charge.Status, Charge.Trouble


def badge_of(charge: Charge, viewer: User) -> tuple[str, str]:
    """A word and its tone."""
    is_payer = viewer.pk == charge.payer_id
    if charge.status == Status.PAID:
        return (_("Paid"), "ok") if is_payer else (_("Held"), "ok")
    if charge.status == Status.CALLED_OFF:
        return _("Not charged"), ""
    if charge.status == Status.WAITING:
        return (_("Pay now"), "danger") if is_payer else (_("Not paid yet"), "warn")
    if charge.status == Status.CHARGING:
        return _("Being charged"), "accent"
    if charge.status == Status.PAYING and is_payer:
        return _("Being paid"), "accent"
    if charge.trouble:
        return (_("Declined"), "warn") if is_payer else (_("Not paid yet"), "warn")
    return _("Planned"), ""


def lead_of(charge: Charge, viewer: User, *, card: SavedCard | None, now: datetime) -> str:
    if viewer.pk == charge.payer_id:
        return _to_payer(charge, card, now=now)
    return _to_coach(charge, now=now)


def _to_payer(charge: Charge, card: SavedCard | None, *, now: datetime) -> str:
    amount = _amount(charge)
    match charge.status:
        case Status.PAID:
            paid = _("Paid %(amount)s") % {"amount": amount}
            said = f"{paid} · {card}" if card else paid
            return f"{said}. {_after(charge)}".rstrip()
        case Status.CALLED_OFF:
            return _("Nothing is charged for it.")
        case Status.CHARGING:
            return _("Your card is being charged.")
        case Status.PAYING if now >= charge.pay_by:
            return _("Pay on the payment page.")
        case Status.PAYING:
            return _("Pay on the payment page before %(at)s.") % {"at": _at(charge.pay_by)}
        case Status.WAITING:
            return f"{_trouble(charge)} {_or_else(charge, now=now)}".rstrip()
    return _planned(charge, card, now=now)


def _planned(charge: Charge, card: SavedCard | None, *, now: datetime) -> str:
    if charge.try_at is None or charge.try_at <= now:
        return _("%(amount)s is charged now.") % {"amount": _amount(charge)}
    names = {"amount": _amount(charge), "card": card, "at": _at(charge.try_at)}
    if charge.trouble:
        again = _("Your bank declined it for now. It is tried again on %(at)s.") % names
        return f"{again} {_or_else(charge, now=now)}".rstrip()
    if card is None:
        return _("%(amount)s is due on %(at)s. Save a card, or pay it yourself.") % names
    return _("%(amount)s is charged to %(card)s on %(at)s.") % names


def _trouble(charge: Charge) -> str:
    return {
        Trouble.CONFIRM: _("Your bank wants you to confirm this payment."),
        Trouble.NO_CARD: _("There is no card to be charged."),
    }.get(Trouble(charge.trouble), _("Your bank declined the card."))


def _or_else(charge: Charge, *, now: datetime) -> str:
    """Nothing once it is over: a session that has begun stays."""
    if now >= charge.pay_by:
        return ""
    return _("If it is not paid before %(at)s, the session is cancelled.") % {
        "at": _at(charge.pay_by)
    }


def _after(charge: Charge) -> str:
    """What becomes of what is held."""
    if _is_given_back(charge):
        return _("It stays paid for the session’s next time.")
    return ""


def _to_coach(charge: Charge, *, now: datetime) -> str:
    names = {"amount": _amount(charge), "name": charge.contract.student.get_short_name()}
    match charge.status:
        case Status.PAID if _is_given_back(charge):
            return _("%(amount)s is held for the session’s next time.") % names
        case Status.PAID if charge.session.is_ended:
            return _("%(amount)s is held.") % names
        case Status.PAID:
            return _("%(amount)s held until the session.") % names
        case Status.CALLED_OFF:
            return _("Nothing is charged for it.")
    if charge.trouble:
        unpaid = _("%(name)s has still to pay %(amount)s.") % names
        return f"{unpaid} {_or_else(charge, now=now)}".rstrip()
    return _("%(name)s pays %(amount)s before the session.") % names


def _is_given_back(charge: Charge) -> bool:
    return charge.session.is_ended and not charge.session.owed_amount


def _amount(charge: Charge) -> str:
    return money(charge.amount, charge.currency)


def _at(instant: datetime) -> str:
    local = LocalTime(instant=instant, zone_name=current_zone_name())
    return f"{local.date_text} {local.time_and_place}"
