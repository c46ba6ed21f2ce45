"""What happened to money, in words. The clock does it; both read the same line, and cards of their own."""

from django.utils.translation import gettext_lazy as _

from core.sentences import Sentence

SENTENCES = {
    "charge_due": Sentence(
        clock=_("Session %(number)s is to be paid: %(money)s."),
        history=_("Session %(number)s is to be paid through Skileez"),
        icon="credit-card",
    ),
    "charge_changed": Sentence(history=_("The payment for session %(number)s went on")),
    "charge_succeeded": Sentence(
        clock=_("Session %(number)s is paid: %(money)s."),
        history=_("Session %(number)s was paid"),
        icon="check-circle",
    ),
    "charge_failed": Sentence(
        clock=_("The payment for session %(number)s did not go through."),
        history=_("A payment for session %(number)s did not go through"),
        icon="x-circle",
    ),
    "charge_called_off": Sentence(
        history=_("Nothing is to be paid for session %(number)s any more"),
    ),
    "card_saved": Sentence(history=_("Saved the card %(card)s")),
    "card_removed": Sentence(history=_("The card %(card)s was removed")),
}
