"""Form fields that take what a page sends as well as what a program sends as JSON."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.skills import check_tags, split_tags
from calendars.weekly import WeekRange, merge, range_of_cell, week_ranges
from core.fields import TextField
from core.numbers import whole_number
from core.problems import Problems
from core.texts import one_line
from marketplace.limits import Length


def sent_list(data: Mapping[str, Any], name: str) -> Any:
    """Every value of that name of a form, or the value itself of a JSON object."""
    many = getattr(data, "getlist", None)
    return many(name) if many else data.get(name)


class WrittenField(TextField):
    """Text of a limited length, counted as it is stored."""

    def __init__(self, length: Length, *, lines: int = 1, **options: Any) -> None:
        self.length = length
        options.setdefault("required", length.least > 0)
        options.setdefault("widget", forms.Textarea(attrs={"rows": lines}) if lines > 1 else None)
        super().__init__(**options)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            problems = Problems()
            problems.text("text", value, self.length)
            if problems.fields:
                raise ValidationError(problems.fields["text"])


class ListWidget(forms.Widget):
    """Several values of one name. The template draws it."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002
        return sent_list(data, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        return name not in data


class QuestionsField(forms.Field):
    """Up to a few questions, empty ones left out; their limits are the action's."""

    widget = ListWidget

    def to_python(self, value: Any) -> tuple[str, ...]:
        if value in (None, ""):
            return ()
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise ValidationError(_("Please send a list of questions."), code="not_text")
        return tuple(filter(None, map(one_line, value)))


class SkillsField(TextField):
    """Skills between commas, or a JSON list of them."""

    def to_python(self, value: Any) -> tuple[str, ...]:  # type: ignore[override]
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            value = ", ".join(value)
        text = super().to_python(value)
        check_tags(text)
        return tuple(split_tags(text))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(v) for v in value) if isinstance(value, list | tuple) else value


class PreferredTimesField(forms.Field):
    """Weekly ranges: ticked cells such as `0-1020-1080` from a page, stored ranges from a program."""

    widget = ListWidget

    def to_python(self, value: Any) -> tuple[WeekRange, ...]:
        if value in (None, ""):
            return ()
        try:
            if isinstance(value, list) and all(isinstance(cell, str) for cell in value):
                return merge(range_of_cell(cell) for cell in value)
            return merge(week_ranges(value))
        except ValueError as error:
            raise ValidationError(
                _("Please send times of the week, each ending after it starts."), code="range"
            ) from error


class RowField(forms.ModelChoiceField):
    """One of some rows, named by its id."""

    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values and whole_number(value) is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)
