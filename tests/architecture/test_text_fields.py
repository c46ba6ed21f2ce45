"""No form takes a text in any other form than the one in which texts are kept."""

import ast
import importlib

from django import forms

from core.fields import TextField
from tests.architecture.imports import sources
from tests.product import ROOT

# Django reads these into numbers; an address goes through `AccountAdapter.clean_email`.
NO_FREE_TEXT = (forms.EmailField, forms.IntegerField, forms.DateField, forms.DecimalField)
# Passwords are never shown, and nobody has a user name here.
ALLAUTHS = {("SignUpForm", name) for name in ("password1", "password2", "username")}
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
