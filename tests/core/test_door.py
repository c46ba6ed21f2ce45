import json

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from accounts.http import signed_in
from accounts.models import Skill
from core import cards, effects, payload
from core.cards import Card
from core.errors import Invalid, NotAllowed, Stale
from core.http import for_programs, wants_json
from core.middleware import DomainErrorMiddleware, EffectsMiddleware
from core.views import FormPage, press, show_form

JSON = {"HTTP_ACCEPT": "application/json"}
HTMX = {"HTTP_HX_REQUEST": "true"}


class Requests(RequestFactory):
    """Requests as they come from the middleware."""

    def request(self, **details):
        request = super().request(**details)
        request.htmx = HtmxDetails(request)
        return request


@pytest.fixture
def rf():
    return Requests()


# Also what Python would read and RFC 8259 does not know, and what cannot be looked into.
BROKEN = (
    "{",
    "[]",
    "1",
    "null",
    '{"a": NaN}',
    '{"a": -Infinity}',
    b'{"a": "\xff"}',
    '{"a": ' + "9" * 5000 + "}",
    "[" * 100_000,
    '{"a": ' + "[" * 500 + "]" * 500 + "}",
)


class NameForm(forms.Form):
    name = forms.CharField(max_length=5)


def body(response):
    return json.loads(response.content)


def refused(rf, error, **headers):
    request = rf.post("/x", **headers)
    request.user = AnonymousUser()
    return DomainErrorMiddleware(lambda r: HttpResponse()).process_exception(request, error)


@pytest.mark.parametrize(
    ("accept", "program"),
    [
        ("application/json", True),
        ("text/html,application/json;q=0.9", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_a_program_is_one_that_asks_for_json_and_not_for_a_page(rf, accept, program):
    assert wants_json(rf.get("/x", HTTP_ACCEPT=accept)) is program


def test_a_refusal_to_a_program_has_code_message_and_fields(rf):
    answer = refused(rf, Invalid("Too long.", fields={"title": ["Too long."]}), **JSON)
    assert answer.status_code == 422
    assert body(answer) == {
        "error": {"code": "invalid", "message": "Too long.", "fields": {"title": ["Too long."]}}
    }


@pytest.mark.django_db
def test_a_stale_press_gets_the_fresh_card_in_place_of_the_old_one(rf, monkeypatch):
    monkeypatch.setattr(cards, "_kinds", {})
    monkeypatch.setattr(cards, "_contributors", {})
    skill = Skill.objects.create(name="Cello", slug="cello")

    def build(skill, viewer, now, known):
        return Card(dom_id=f"skill-{skill.pk}", version=2, actions=())

    cards.register(Skill, build=build, template="components/badge.html", fetch=cards.nothing_more)
    answer = refused(rf, Stale(subject=skill), **HTMX)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == f"#skill-{skill.pk}"
    assert answer["HX-Reswap"] == "outerHTML"
    assert json.loads(answer["HX-Trigger"])["refused"]["code"] == "stale"


def test_a_refusal_without_a_card_leaves_the_page_as_it_is(rf):
    answer = refused(rf, NotAllowed("Only the coach may confirm."), **HTMX)
    assert (answer.status_code, answer["HX-Reswap"], answer.content) == (403, "none", b"")
    assert "Only the coach may confirm." in answer["HX-Trigger"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "not_allowed"),
        (BadRequest("The body is not valid JSON."), 400, "bad_request"),
    ],
)
def test_plain_refusals_have_the_same_shape_for_a_program(rf, error, status, code):
    answer = refused(rf, error, **JSON)
    assert (answer.status_code, body(answer)["error"]["code"]) == (status, code)


def test_an_unknown_failure_is_not_hidden(rf):
    assert refused(rf, ZeroDivisionError(), **JSON) is None


def test_json_and_form_input_are_read_alike_and_broken_json_is_refused(rf):
    assert payload.read(rf.post("/x", {"a": "1"}))["a"] == "1"
    assert payload.read(rf.post("/x", {"a": 1}, content_type="application/json"))["a"] == 1
    for broken in BROKEN:
        with pytest.raises(BadRequest):
            payload.read(rf.post("/x", broken, content_type="application/json"))


def test_json_with_text_that_cannot_be_kept_is_refused_by_its_field(rf):
    for sent in ('{"a": "\\u0000", "b": "fine"}', '{"b": 1, "a": ["\\ud800"]}'):
        with pytest.raises(Invalid) as refused:
            payload.read(rf.post("/x", sent, content_type="application/json"))
        assert list(refused.value.fields) == ["a"]


def test_a_view_for_programs_answers_json_whatever_is_accepted(rf):
    view = for_programs(signed_in(lambda request: HttpResponse("in")))
    request = rf.post("/x")
    request.user = AnonymousUser()
    assert (view(request).status_code, wants_json(request)) == (401, True)


def test_a_refused_field_stands_on_the_form_beside_what_was_typed(rf):
    form = NameForm({"name": "Ada"})

    def act(data):
        raise Invalid(fields={"name": ["Taken."], "other": ["Elsewhere."]})

    assert press(form, act) is None
    assert form.errors == {"name": ["Taken."], "__all__": ["Elsewhere."]}
    assert form["name"].value() == "Ada"
    assert show_form(rf.post("/x", **JSON), form, FormPage(template="none.html")).status_code == 422


def test_a_wrong_form_never_reaches_the_action():
    assert press(NameForm({"name": "far too long"}), lambda data: 1 / 0) is None


def test_who_is_not_signed_in_is_sent_to_the_login_in_their_own_way(rf):
    view = signed_in(lambda request: HttpResponse("in"))

    def ask(**headers):
        request = rf.get("/x?y=1", **headers)
        request.user = AnonymousUser()
        return view(request)

    assert ask().status_code == 302
    assert "next=/x%3Fy%3D1" in ask()["Location"]
    assert ask(**JSON).status_code == 401
    assert ask(**HTMX)["HX-Redirect"] == ask()["Location"]


def test_what_receivers_announce_reaches_the_acting_page_and_no_other(rf):
    def view(request):
        effects.announce("head", {"conv": 3, "n": 9})
        return HttpResponse()

    answer = EffectsMiddleware(view)(rf.post("/x", **HTMX))
    assert json.loads(answer["HX-Trigger"]) == {"head": {"conv": 3, "n": 9}}
    assert "HX-Trigger" not in EffectsMiddleware(view)(rf.post("/x"))
    assert "HX-Trigger" not in EffectsMiddleware(lambda r: HttpResponse())(rf.post("/x", **HTMX))
