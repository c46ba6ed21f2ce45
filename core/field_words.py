"""What a form field says when it cannot be taken, in our words instead of the framework's.

Said once for every form, also for those of packages, so that no field can fall back to another tone.
"""

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.texts import NOTHING_TO_SEE

NOT_A_CHOICE = _("Please choose one of these.")


def speak_plainly() -> None:
    """Put our words in the place of the defaults; a field or a form with words of its own keeps them."""
    forms.Field.default_error_messages["required"] = NOTHING_TO_SEE
    for field in (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField):
        field.default_error_messages["invalid_choice"] = NOT_A_CHOICE
    validators.MinLengthValidator.message = ngettext_lazy(
        "Please write at least %(limit_value)d character; this has %(show_value)d.",
        "Please write at least %(limit_value)d characters; this has %(show_value)d.",
        "limit_value",
    )
    validators.MaxLengthValidator.message = ngettext_lazy(
        "Please write at most %(limit_value)d character; this has %(show_value)d.",
        "Please write at most %(limit_value)d characters; this has %(show_value)d.",
        "limit_value",
    )
    validators.MinValueValidator.message = _("Please give %(limit_value)s or more.")
    validators.MaxValueValidator.message = _("Please give %(limit_value)s or less.")
