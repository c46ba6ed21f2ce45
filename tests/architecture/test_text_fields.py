"""No form takes a text in any other form than the one in which texts are kept."""

import ast
import importlib
from collections.abc import Iterator

from django import forms
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fields import TextField
from core.texts import NOTHING_TO_SEE, can_be_kept, one_line, paragraphs
from marketplace.fields import QuestionsField
from tests.architecture.imports import sources
from tests.product import ROOT

# Django reads these into numbers; an address goes through `AccountAdapter.clean_email`.
NO_FREE_TEXT = (forms.EmailField, forms.IntegerField, forms.DateField, forms.DecimalField)
# Passwords and codes are never shown, and nobody has a user name here.
ALLAUTHS = {("SignUpForm", name) for name in ("password1", "password2", "username")} | {
    ("LogInForm", "password"),
    ("ProofByCodeForm", "code"),
    ("SecondStepForm", "code"),
}
MODULES = {
    module: ast.parse((ROOT / name).read_text())
    for module, name in sources().items()
    if not name.startswith("devtools/") and "forms" in (ROOT / name).read_text()
}


def our_forms() -> list[type[forms.BaseForm]]:
    return [
        value
        for module in MODULES
        for value in vars(importlib.import_module(module)).values()
        if isinstance(value, type)
        and issubclass(value, forms.BaseForm)
        and value.__module__ == module
    ]


def texts_taken() -> set[str]:
    """Every text that comes in: fields of forms, once where they are first named, and what views read.

    `RequestForm.title` and `save_search.name`; with its app where several have a form of that name.
    """
    found = {
        f"{_named(form)}.{name}"
        for each in our_forms()
        for name, field in each.base_fields.items()
        if isinstance(field, TextField | QuestionsField)
        for form in [_first_with(each, name, type(field))]
    }
    return found | set(_texts_of_views()) | {"SignUpForm.email", "typed_in.description"}


def _first_with(form: type[forms.BaseForm], name: str, kind: type) -> type[forms.BaseForm]:
    """The form in which a field is named; those that build on it have it too."""
    fields = [
        each for each in form.__mro__ if type((getattr(each, "base_fields", {})).get(name)) is kind
    ]
    return fields[-1]


def _named(form: type[forms.BaseForm]) -> str:
    names = [each.__name__ for each in our_forms()]
    is_shared = names.count(form.__name__) > 1
    return f"{form.__module__.split('.')[0]}.{form.__name__}" if is_shared else form.__name__


def _texts_of_views() -> Iterator[str]:
    """What `payload.text` reads, by the function that asks for it."""
    for name in sources().values():
        text = (ROOT / name).read_text()
        if "payload.text(" not in text:
            continue
        for function in ast.walk(ast.parse(text)):
            if isinstance(function, ast.FunctionDef):
                yield from (
                    f"{function.name}.{ast.literal_eval(call.args[1])}"
                    for call in ast.walk(function)
                    if isinstance(call, ast.Call) and ast.unparse(call.func) == "payload.text"
                )


def test_the_forms_are_found():
    names = {form.__name__ for form in our_forms()}
    assert {"SignUpForm", "SettingsForm", "RequestForm", "TermsForm", "ReasonForm"} <= names


def test_every_text_field_of_a_form_keeps_texts_as_all_do():
    others = {
        (form.__name__, name)
        for form in our_forms()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and not isinstance(field, (TextField, *NO_FREE_TEXT))
    }
    assert others <= ALLAUTHS


def test_nothing_makes_a_text_field_of_another_kind():
    made = [
        f"{module}:{node.lineno}"
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("forms.CharField")
    ]
    assert not made


@settings(max_examples=60)
@given(st.text() | st.text(st.sampled_from("\u200b\u3164\u00ad\u202e\ufeff \n\x00a,é\u0301")))
def test_every_field_keeps_a_text_in_its_form_or_refuses_it(text):
    for form in our_forms():
        for name, field in form.base_fields.items():
            if isinstance(field, TextField):
                assert_kept(field, text, where=f"{form.__name__}.{name}")


def assert_kept(field: TextField, text: str, *, where: str) -> None:
    try:
        kept = field.clean(text)
    except forms.ValidationError as refusal:
        if field.required and can_be_kept(text) and not one_line(text):
            assert refusal.messages == [NOTHING_TO_SEE], where
        return
    assert can_be_kept(text), where
    is_of_lines = isinstance(field.widget, forms.Textarea)
    for each in [kept] if isinstance(kept, str) else kept:
        assert each == (paragraphs(each) if is_of_lines else one_line(each)), where
    assert kept or not field.required, where
