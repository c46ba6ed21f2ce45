"""What a page's head asks for."""

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def script(name: str) -> SafeString:
    """A page's script, and what it imports, which a browser would otherwise learn of one trip later."""
    parts: list[str] = getattr(staticfiles_storage, "parts_of", lambda _name: [])(name)
    return format_html(
        '{}<script type="module" src="{}"></script>',
        format_html_join("", '<link rel="modulepreload" href="{}">', ([part] for part in parts)),
        staticfiles_storage.url(name),
    )
