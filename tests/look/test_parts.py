from datetime import UTC, datetime

import pytest
from django import forms
from django.template import Context, Origin, Template
from django.template.loader import render_to_string

from core.avatars import avatar, hue, initials
from core.cards import CardAction
from core.fields import YesNoField
from core.templatetags.look import icon, when
from tests.words import words_of


class WishForm(forms.Form):
    title = forms.CharField(label="Title", help_text="What to learn.", min_length=10)
    agree = forms.BooleanField(label="I agree")
    can_teach = YesNoField(label="I can teach", required=False)
    price_model = forms.ChoiceField(
        choices=[("session", "Per session"), ("hour", "Per hour")], widget=forms.RadioSelect
    )


def drawn(field_name, data=None):
    form = WishForm(data)
    return render_to_string("components/field.html", {"field": form[field_name]})


def test_field_ties_hint_and_error_to_the_control():
    html = drawn("title", {"title": "short"})
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize(("name", "label"), [("agree", "I agree"), ("can_teach", "I can teach")])
def test_check_box_stands_beside_its_label(name, label):
    html = drawn(name)
    assert html.index('type="checkbox"') < html.index(label)
    assert html.count("<label") == 1
    assert "optional" not in html


def test_choices_are_a_named_group():
    html = drawn("price_model")
    assert "<fieldset" in html
    assert "<legend" in html
    assert html.count('class="choice"') == 2


def card_actions(*actions, **context):
    return render_to_string("components/card_actions.html", {"actions": actions, **context})


def test_press_posts_by_form_and_by_htmx_with_its_hidden_fields():
    html = card_actions(
        CardAction(
            verb="accept",
            label="Accept version 2",
            url="/x",
            tone="primary",
            fields=(("version", "2"),),
        )
    )
    assert '<form method="post" action="/x" hx-post="/x" hx-swap="none"' in html
    assert '<input type="hidden" name="version" value="2">' in html
    assert "csrfmiddlewaretoken" not in html


def test_form_on_a_page_holds_its_own_token():
    action = CardAction(verb="accept", label="Accept", url="/x")
    assert 'name="csrfmiddlewaretoken" value="abc"' in card_actions(action, csrf_token="abc")


def test_action_that_cannot_succeed_is_disabled_and_says_why():
    html = card_actions(
        CardAction(
            verb="pause", label="Pause", url="/x", enabled=False, why_not="Session 2 is booked."
        )
    )
    assert "disabled" in html
    assert "Session 2 is booked." in words_of(html)
    assert "<form" not in html


def test_form_in_the_drawer_is_a_link_without_script():
    html = card_actions(
        CardAction(verb="counter", label="Counter", url="/counter", method="get", opens="drawer")
    )
    assert 'href="/counter"' in html
    assert 'hx-target="#drawer-body"' in html


def test_main_answer_stands_first_and_the_ending_one_last():
    html = card_actions(
        CardAction(verb="end", label="End it", url="/1", tone="danger"),
        CardAction(verb="see", label="See it", url="/2"),
        CardAction(verb="book", label="Book it", url="/3", tone="primary"),
    )
    assert html.index("Book it") < html.index("See it") < html.index("End it")


def test_card_actions_escape_what_people_wrote():
    html = card_actions(CardAction(verb="a", label="<b>x</b>", url='/x?"><script>', outcome="<i>"))
    assert "<b>x</b>" not in html
    assert "<script>" not in html
    assert "<i>" not in html


def test_both_clocks_mark_another_day():
    instant = datetime(2026, 12, 4, 1, 0, tzinfo=UTC)
    html = when(instant, theirs="Europe/Madrid", mine="America/Vancouver", minutes=60)
    words = words_of(html)
    assert "Thu 3 Dec, 18:00–19:00" in words
    assert "Fri 4 Dec, 02:00–03:00 in Madrid" in words
    assert "+1 day" in words
    assert '<span class="when__number">3</span>' in html


def test_equal_clocks_are_shown_once():
    html = when(datetime(2026, 12, 4, 9, 0, tzinfo=UTC), theirs="UTC", mine="UTC")
    assert "clocks__theirs" not in html


def test_a_name_keeps_its_colour_and_initials():
    assert hue("Lucía Pons") == hue("Lucía Pons")
    assert 0 <= hue("Lucía Pons") <= 7
    assert initials("Ana María de la Cruz") == "AC"
    assert initials("") == "?"


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("Sean O'Brien", "SO"),
        ("ʻOkina ʿAlī", "OA"),
        ("“Bob” (Smith)", "BS"),
        ("-Ann", "A"),
        ("42nd Street", "4S"),
        ("E\u0301lodie Ŋ", "E\u0301Ŋ"),
        ("山田 太郎", "山太"),
        ("محمد علي", "مع"),
        ("नमस्ते क्षत्रिय", "नक्ष"),
        ("เอก ชัย", "เชั"),
        ("👩\u200d🔬 Curie", "👩\u200d🔬C"),
        ("🇩🇪 🧑🏽\u200d🎓", "🇩🇪🧑🏽\u200d🎓"),
        ("1\ufe0f\u20e3 One", "1\ufe0f\u20e3O"),
        ("\u3164\u200b", "?"),
        ("...", "."),
    ],
)
def test_initials_are_what_a_reader_takes_for_the_first_sign(name, signs):
    assert initials(name) == signs


def test_a_lone_field_of_the_login_pages_says_what_the_enter_key_does():
    source = '{% load allauth %}{% element field type="email" name="email" disabled=off %}{% endelement %}'
    page = Template(source, origin=Origin("page.html", template_name="page.html"))
    assert 'enterkeyhint="done"' in page.render(Context({"off": False}))
    assert "enterkeyhint" not in page.render(Context({"off": True}))


def test_an_avatar_shows_the_name_in_short_and_who_is_here():
    assert avatar("<b> Lucía Pons", "small", "online") == (
        f'<span class="avatar" data-hue="{hue("<b> Lucía Pons")}" data-size="small"\n'
        '   data-presence="online" aria-hidden="true">&lt;P</span>'
    )


def test_icons_are_for_the_eye_only():
    assert 'aria-hidden="true"' in icon("calendar")
    assert "data-mirror" in icon("chevron-left")
    assert "data-mirror" not in icon("calendar")
