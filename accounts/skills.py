"""Skill tags: written freely, stored once."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Skill
from core.texts import one_line

# Without these, C, C++ and C# would be one skill.
_SPELLED = (("+", "-plus"), ("#", "-sharp"), ("&", "-and"))


def skill_slug(name: str) -> str:
    """What tells two skills apart: case, blanks and most signs do not."""
    text = name.lower()
    for sign, word in _SPELLED:
        text = text.replace(sign, word)
    return slugify(text, allow_unicode=True)[:50]


def split_tags(text: str) -> list[str]:
    """The tags in a line of text, as typed between commas, each once; those of mere signs are left out."""
    return list({skill_slug(name): name for name in _typed(text) if skill_slug(name)}.values())


def check_tags(text: str) -> None:
    """Raise ValidationError that names what `split_tags` would leave out."""
    unnamed = [name for name in _typed(text) if name and not skill_slug(name)]
    if unnamed:
        named = {"names": ", ".join(f"“{name}”" for name in unnamed)}
        message = _("%(names)s: please write this with letters or digits, or take it out.")
        raise ValidationError(message, code="unnamed", params=named)


def _typed(text: str) -> list[str]:
    return [" ".join(one_line(part).split()) for part in re.split(r"[,;\n]", text)]


def skills_named(names: Iterable[str]) -> list[Skill]:
    """The skills of these names, in their order; those that nobody used before are added."""
    wanted = {skill_slug(name): name[:40] for name in names if skill_slug(name)}
    known = Skill.objects.in_bulk(wanted, field_name="slug")
    missing = [Skill(name=name, slug=slug) for slug, name in wanted.items() if slug not in known]
    if missing:
        Skill.objects.bulk_create(missing, ignore_conflicts=True)
        known = Skill.objects.in_bulk(wanted, field_name="slug")
    return [known[slug] for slug in wanted]
