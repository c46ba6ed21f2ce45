"""What our loader compiles says what Django's own templates say; it only says it sooner."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, Template, TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch, set_script_prefix
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from core.template_loader import QuickTemplate


@dataclass
class Person:
    name: str

    @property
    def partner(self):
        raise ObjectDoesNotExist

    @property
    def age(self):
        return self.years

    def greeting(self):
        return f"I am <{self.name}>"

    def told(self, what):
        return what

    def erase(self):
        raise AssertionError("drawn by a template")

    erase.alters_data = True


VALUES = {
    "person": Person("Ada & Co"),
    "nobody": None,
    "markup": mark_safe("<b>bold</b>"),
    "script": "<script>'\"&",
    "lazy": gettext_lazy("Close & <go>"),
    "count": 1234567,
    "share": 0.25,
    "amount": Decimal("1250.50"),
    "day": date(2026, 11, 5),
    "at": datetime(2026, 11, 5, 23, 30, tzinfo=UTC),
    "flag": True,
    "file": "components/badge.html",
    "names": ["<a>", "b"],
    "words": {"first": "<one>", "items": "mine", "inner": {"deep": 7}},
    "a_function": lambda: "<called>",
    "a_class": Person,
}
SOURCES = [
    "{{ person.name }} {{ person.name.upper }} {{ person.name.0 }}",
    "{{ person.greeting }} {{ person.told }} {{ person.erase }} {{ person.partner }} {{ person.nothing }}",
    "{{ markup }} {{ script }} {{ lazy }} {{ nobody }} {{ unknown }} {{ unknown.deeper }}",
    "{{ count }} {{ share }} {{ amount }} {{ day }} {{ at }} {{ flag }} {{ 5 }} {{ 'it & that' }}",
    "{{ names }} {{ names.0 }} {{ names.7 }} {% for each in names %}{{ forloop.last }}{{ each }}{% endfor %}",
    "{{ words.first }} {{ words.items }} {{ words.keys }} {{ words.inner.deep }} {{ words.inner.none }}",
    "{{ a_function }} {{ a_class.name }}",
    "{{ script|upper }} {{ script|default:count }} {{ unknown|default:script }} {{ markup|truncatechars:3 }}",
    "{% autoescape off %}{{ script }}{{ person.name }}{% url 'job-detail' 5 %}{% endautoescape %}",
    "{% if person.name == 'Ada & Co' and not unknown %}yes{% endif %}{% if person.partner %}no{% endif %}",
    "{% load i18n %}{% translate 'Close' %} {% translate '100%% & more' %} {% translate script %}",
    "{% load i18n %}{% translate 'Close' as close %}[{{ close }}] {% translate 'May' context 'month' %}",
    "{% load i18n %}{% translate 'Close'|upper %} {% translate 'Close' noop %} {{ _('Close') }}",
    "{% load i18n %}{% blocktranslate with a=script %}9 % {{ a }}{{ count }}{{ b }}{% endblocktranslate %}",
    "{% load i18n %}{% blocktranslate count n=1 %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
    "{% load i18n %}{% blocktranslate count n=5 asvar t %}a{% plural %}{{ n }}{% endblocktranslate %}{{ t }}",
    "{% include 'components/badge.html' with label=script tone='ok' %}{{ label }}",
    "{% include 'components/badge.html' with plain=True only %}{% include file with label=count %}",
    "{% for label in names %}{% include 'components/badge.html' %}{% endfor %}",
    "{% url 'chat-inbox' %} {% url 'job-detail' count %} {% url 'job-detail' request_id=5 %}",
    "{% url 'no-such-view' as url %}[{{ url }}] {% url 'job-detail' 3 as job %}[{{ job }}]",
]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("language", ["en", "de", None])
def test_what_is_drawn_is_what_django_draws(source, language):
    engine = Engine.get_default()
    with override(language):
        plain = _drawn(Template(source, engine=engine))
        quick = QuickTemplate(source, engine=engine)
        assert [_drawn(quick), _drawn(quick)] == [plain, plain]


def _drawn(template):
    try:
        return template.render(Context(dict(VALUES)))
    except NoReverseMatch as missing:
        return str(missing)


def test_words_are_those_of_the_language_of_each_drawing():
    template = QuickTemplate(
        "{% load i18n %}{% translate 'January' %}", engine=Engine.get_default()
    )

    drawn = []
    for language in ("en", "de", "en"):
        with override(language):
            drawn.append(template.render(Context()))

    assert drawn == ["January", "Januar", "January"]


def test_addresses_begin_with_the_prefix_of_each_drawing():
    template = QuickTemplate("{% url 'job-detail' 5 %}", engine=Engine.get_default())
    plain = template.render(Context())

    set_script_prefix("/below/")
    try:
        moved = template.render(Context())
    finally:
        set_script_prefix("/")

    assert [moved, template.render(Context())] == [f"/below{plain}", plain]


def test_an_error_inside_a_property_is_not_swallowed():
    template = QuickTemplate("{{ person.age }}", engine=Engine.get_default())

    with pytest.raises(AttributeError, match="years"):
        template.render(Context({"person": Person("Ada")}))


def test_the_files_of_the_product_are_compiled_so_and_only_once():
    first, again = (get_template("components/when.html").template for _ in range(2))

    assert isinstance(first, QuickTemplate)
    assert first is again


def test_a_file_that_is_not_there_is_missing():
    with pytest.raises(TemplateDoesNotExist):
        get_template("components/no-such-part.html")


def test_where_templates_are_debugged_they_are_djangos_own():
    engine = Engine(debug=True)

    assert type(QuickTemplate("{{ a }}", engine=engine).nodelist[0]) is type(
        Template("{{ a }}", engine=engine).nodelist[0]
    )


@pytest.mark.parametrize("language", ["en", "de", "ar"])
@pytest.mark.parametrize("zone_name", ["UTC", "Asia/Kathmandu", "Pacific/Kiritimati"])
def test_short_filters_say_what_djangos_own_would(language, zone_name):
    at = {"at": datetime(2026, 11, 5, 23, 30, tzinfo=UTC)}
    with override(language), timezone.override(zone_name):
        quick = QuickTemplate(
            "{% load times %}{{ at|iso }} {{ at|day }}", engine=Engine.get_default()
        ).render(Context(at))
        plain = Template('{{ at|date:"c" }} {{ at|date:"j M" }}').render(Context(at))
    assert quick == plain
