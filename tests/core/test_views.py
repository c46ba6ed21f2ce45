"""How a press is answered, whoever pressed and wherever."""

import json

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from core.errors import Invalid, NotPossibleNow
from core.views import FormPage, answer, form_press

HTMX = {"HTTP_HX_REQUEST": "true"}
JSON = {"HTTP_ACCEPT": "application/json"}


def request(method="POST", data=None, **headers):
    made = getattr(RequestFactory(), method.lower())("/pressed", data or {}, **headers)
    made.session, made.user = {}, AnonymousUser()
    made._messages = FallbackStorage(made)
    made.htmx = HtmxDetails(made)
    return made


class WordForm(forms.Form):
    word = forms.CharField()


def never():
    raise AssertionError("this is made for nobody")


def pressed(asking, *, may=lambda: None, act=lambda data: data["word"], word=None):
    form = WordForm(None if word is None else {"word": word})
    return form_press(
        asking,
        form=form,
        may=may,
        act=act,
        said=lambda done: HttpResponse(f"said {done}"),
        page=FormPage(template="refused.html", fragment="components/form_errors.html"),
    )


def test_a_press_that_succeeded_answers_each_kind_of_caller():
    plain = answer(request(), "/there", "Done.")
    assert (plain.status_code, plain["Location"]) == (303, "/there")
    fragment = answer(request(**HTMX), "/there", "Done.", leave=False)
    assert fragment.status_code == 204
    assert json.loads(fragment["HX-Trigger"]) == {"done": {"message": "Done."}}
    leaving = answer(request(**HTMX), "/there", leave=True)
    assert (leaving.status_code, leaving["HX-Redirect"]) == (204, "/there")


def test_data_is_made_for_programs_only():
    assert answer(request(), "/to", "Done.", data=never).status_code == 303
    assert answer(request(**HTMX), "/to", "Done.", data=never).status_code == 204
    told = answer(request(**JSON), "/to", "Done.", data=lambda: {"id": 7}, status=201)
    assert (told.status_code, json.loads(told.content)) == (201, {"id": 7})


@pytest.mark.parametrize(
    ("page", "leaves"),
    [
        ("/chat/7", False),
        ("/dashboard", False),
        ("/to", False),
        ("/pressed", True),
        ("/settings", True),
        ("/no/such/page", True),
    ],
)
def test_a_page_that_keeps_itself_current_is_not_left(page, leaves):
    asked = request(**HTMX, HTTP_HX_CURRENT_URL=f"http://testserver{page}?a=1")
    told = answer(asked, "/to", "Done.")
    assert told.headers.get("HX-Redirect") == ("/to" if leaves else None)
    assert ("done" in told.headers.get("HX-Trigger", "")) is not leaves


@pytest.mark.parametrize(
    ("page", "leaves"), [("/chat/7", False), ("/dashboard", False), ("/contracts/7", True)]
)
def test_a_press_that_leads_on_leaves_a_page_that_does_not_show_the_next_step(page, leaves):
    asked = request(**HTMX, HTTP_HX_CURRENT_URL=f"http://testserver{page}")
    assert "HX-Redirect" not in answer(asked, "/to", "Done.").headers
    told = answer(asked, "/to", "Done.", onward=True)
    assert told.headers.get("HX-Redirect") == ("/to" if leaves else None)


def test_no_form_is_shown_whose_press_would_be_refused():
    for method in ("GET", "HEAD"):
        with pytest.raises(NotPossibleNow):
            pressed(request(method), may=NotPossibleNow)


def test_a_press_is_not_refused_by_the_rule_of_the_look_but_by_the_action():
    assert pressed(request(), may=never, word="yes").content == b"said yes"


def test_what_the_action_refuses_stands_beside_its_field():
    def refuse(_data):
        raise Invalid(fields={"word": ["Not this one."], "elsewhere": ["Nor that."]})

    told = pressed(request(**JSON), act=refuse, word="no")
    assert told.status_code == 422
    assert json.loads(told.content)["error"]["fields"] == {
        "word": ["Not this one."],
        "": ["Nor that."],
    }


def test_a_wrong_form_is_422_and_does_nothing():
    assert pressed(request(), act=never, word="").status_code == 422
