"""Form fields that take what a page sends as well as what a program sends as JSON."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class TextField(forms.CharField):
    """Text; a number, a list or an object of a program is refused instead of written down as text."""

    default_error_messages = {"not_text": _("Please send this as text.")}

    def to_python(self, value: Any) -> str:
        if value is not None and not isinstance(value, str):
            raise ValidationError(self.error_messages["not_text"], code="not_text")
        return super().to_python(value) or ""
