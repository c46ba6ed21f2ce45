"""What can become of a question to Stripe, in the few kinds that we act upon."""

from enum import Enum


class Decline(Enum):
    """What a refused card means for the next try."""

    SOFT = "soft"  # it may work another day
    HARD = "hard"  # it never will: another card is needed
    CONFIRM = "confirm"  # its owner has to confirm with the bank


class GatewayFailure(Exception):
    """The message is Stripe's own, in English, for staff and logs."""


class CardRefused(GatewayFailure):
    """The bank of the card said no. `intent_id` is the payment that can be tried again, if there is one."""

    def __init__(self, message: str, *, code: str, intent_id: str | None) -> None:
        super().__init__(message)
        self.code = code
        self.decline = decline_of(code)
        self.intent_id = intent_id


class Refused(GatewayFailure):
    """Our mistake, or a state that does not allow it. Asking again changes nothing."""

    def __init__(self, message: str, *, code: str = "", param: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.param = param


class KeyReused(Refused):
    """One key with two sets of parameters: a fault of ours."""


class BalanceShort(Refused):
    """There is less available than is to be paid."""


class AccountNotAble(Refused):
    """The coach's account cannot take money now."""


class KeysRefused(GatewayFailure):
    """Stripe does not know our key, or it may not do this: no call will work."""


class Unclear(GatewayFailure):
    """It may have been done or not. Only the same key, or a look, can tell."""


class SignatureWrong(GatewayFailure):
    """A webhook that is not from Stripe, or too old."""


HARD_CODES = frozenset(
    {
        "card_not_supported", "currency_not_supported", "expired_card", "fraudulent", "incorrect_number",
        "invalid_account", "invalid_number", "lost_card", "merchant_blacklist", "no_action_taken",
        "not_permitted", "pickup_card", "restricted_card", "revocation_of_all_authorizations",
        "revocation_of_authorization", "security_violation", "service_not_allowed", "stolen_card",
        "stop_payment_order", "testmode_decline", "transaction_not_allowed",
    }
)  # fmt: skip
CONFIRM_CODES = frozenset(
    {
        "authentication_required",
        "authentication_not_handled",
        "payment_intent_authentication_failure",
    }
)


def decline_of(code: str) -> Decline:
    """Of the decline code, or of the error code where the bank gave none."""
    if code in CONFIRM_CODES:
        return Decline.CONFIRM
    return Decline.HARD if code in HARD_CODES else Decline.SOFT
