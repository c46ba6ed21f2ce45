"""Django's templates, compiled to parts that do the usual thing at once and leave the rest to Django.

Two thirds of what a page costs is drawing it, and most of that is Django asking about each value what it
could be. The language, the files and what comes out are Django's: docs/adr/0013. Where templates are
debugged nothing is replaced, so that the page of an error can point to its place.
"""

from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Origin, Template, TemplateDoesNotExist, VariableDoesNotExist
from django.template.base import (
    FilterExpression,
    Lexer,
    Node,
    NodeList,
    Parser,
    Token,
    Variable,
    VariableNode,
    render_value_in_context,
)
from django.template.defaulttags import URLNode
from django.template.loader_tags import IncludeNode
from django.template.loaders import base, cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

UNUSUAL = object()


class QuickVariable(Variable):
    """A name with attributes: found without an exception where it is not among the keys of a mapping."""

    __slots__ = ()

    def _resolve_lookup(self, context: Context) -> Any:
        value = _value(self.lookups, context) if self.lookups else UNUSUAL
        return super()._resolve_lookup(context) if value is UNUSUAL else value  # type: ignore[misc]


def _value(names: tuple[str, ...], context: Context) -> Any:
    """What Django would find; UNUSUAL for what it calls, indexes, or may have to leave out."""
    first = names[0]
    for scope in reversed(context.dicts):
        if first in scope:
            value = scope[first]
            break
    else:
        return UNUSUAL
    if callable(value):
        return UNUSUAL
    return _attribute(value, names) if len(names) > 1 else value


def _attribute(value: Any, names: tuple[str, ...]) -> Any:
    for name in names[1:]:
        if type(value) is dict:
            value = value.get(name, UNUSUAL)
        elif hasattr(type(value), "__getitem__"):
            return UNUSUAL
        else:
            try:
                value = getattr(value, name, UNUSUAL)
            except ObjectDoesNotExist:
                return UNUSUAL
        if value is UNUSUAL or callable(value):
            return UNUSUAL
    return value


class QuickExpression(FilterExpression):
    """What stands between the braces."""

    __slots__ = ()

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        if isinstance(self.var, Variable):
            self.var = QuickVariable(self.var.var)

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        if self.filters or not self.is_var:
            return super().resolve(context, ignore_failures)
        try:
            return self.var.resolve(context)
        except VariableDoesNotExist:
            return super().resolve(context, ignore_failures)


class QuickVariableNode(VariableNode):
    """`{{ … }}`: text is the usual thing, then the number of a row."""

    def render(self, context: Context) -> str:
        value = self.filter_expression.resolve(context)
        if type(value) is SafeString:
            return value
        if type(value) is str and context.autoescape:
            return escape(value)
        if type(value) is int and not settings.USE_THOUSAND_SEPARATOR:
            return str(value)
        return render_value_in_context(value, context)


class KeptWords(Node):
    """`{% translate "…" %}`: words of ours are looked up once in each language."""

    child_nodelists = ()

    def __init__(self, node: TranslateNode) -> None:
        self.asvar, node.asvar = node.asvar, None
        self.node = node
        self.words: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self.words:
            self.words[language] = self.node.render(context)
        if not self.asvar:
            return self.words[language]
        context[self.asvar] = self.words[language]
        return ""


class QuickBlockTranslateNode(BlockTranslateNode):
    """`{% blocktranslate %}`: what is looked up in the catalogue is put together once."""

    def __init__(self, node: BlockTranslateNode) -> None:
        super().__init__(**vars(node))
        self.messages: dict[int, tuple[str, list[str]]] = {}

    def render_token_list(self, tokens: list[Token]) -> tuple[str, list[str]]:
        if id(tokens) not in self.messages:  # either the singular or the plural of this node
            self.messages[id(tokens)] = super().render_token_list(tokens)
        message, names = self.messages[id(tokens)]
        return message, names.copy()  # the caller adds to it


class QuickIncludeNode(IncludeNode):
    """`{% include "…" %}`: a file that is named is found once."""

    def __init__(self, node: IncludeNode) -> None:
        super().__init__(
            node.template,
            extra_context=node.extra_context,
            isolated_context=node.isolated_context,
        )
        self.found: Template | None = None

    def render(self, context: Context) -> SafeString:
        if self.found is None:
            name = self.template.resolve(context)
            self.found = context.template.engine.get_template(name)  # type: ignore[union-attr]
        values = {name: each.resolve(context) for name, each in self.extra_context.items()}
        if self.isolated_context:
            return self.found.render(context.new(values))
        with context.push(**values):
            return self.found.render(context)


class QuickURLNode(URLNode):
    """`{% url … %}`: the address of a view with the same values does not change."""

    def render(self, context: Context) -> str:
        values = tuple(each.resolve(context) for each in self.args)
        name = self.view_name.resolve(context)
        if self.kwargs or self.asvar or ":" in name or not _all_plain(values):
            return super().render(context)
        url = _address(name, values, get_urlconf(), get_script_prefix())
        return escape(url) if context.autoescape else url


def _all_plain(values: tuple[object, ...]) -> bool:
    return all(type(value) is int or type(value) is str for value in values)


@lru_cache(maxsize=4096, typed=True)
def _address(name: str, values: tuple[int | str, ...], urls: str | None, _prefix: str) -> str:
    return reverse(name, urlconf=urls, args=values)


def _quick_url(node: URLNode) -> Node:
    return QuickURLNode(node.view_name, node.args, node.kwargs, node.asvar)


def _quick_words(node: TranslateNode) -> Node:
    of_ours = isinstance(node.filter_expression.var, Variable) and (
        node.filter_expression.var.literal is not None
    )
    return KeptWords(node) if of_ours and not node.filter_expression.filters else node


def _quick_include(node: IncludeNode) -> Node:
    is_named = not node.template.is_var and not node.template.filters
    return QuickIncludeNode(node) if is_named else node


QUICKER: dict[type[Node], Callable[[Any], Node]] = {
    VariableNode: lambda node: QuickVariableNode(node.filter_expression),
    URLNode: _quick_url,
    TranslateNode: _quick_words,
    BlockTranslateNode: QuickBlockTranslateNode,
    IncludeNode: _quick_include,
}


class QuickParser(Parser):
    def compile_filter(self, token: str) -> FilterExpression:
        return QuickExpression(token, self)

    def extend_nodelist(self, nodelist: NodeList, node: Node, token: Token) -> None:
        quicker = QUICKER.get(type(node))
        super().extend_nodelist(nodelist, quicker(node) if quicker else node, token)


class QuickTemplate(Template):
    def compile_nodelist(self) -> NodeList:
        if self.engine.debug:
            return super().compile_nodelist()
        parser = QuickParser(
            Lexer(self.source).tokenize(),
            self.engine.template_libraries,
            self.engine.template_builtins,
            self.origin,
        )
        nodes = parser.parse()
        self.extra_data = parser.extra_data
        return nodes


class QuickLoader(base.Loader):
    get_contents: Callable[[Origin], str]

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        tried = []
        for origin in self.get_template_sources(template_name):
            if skip is not None and origin in skip:
                tried.append((origin, "Skipped to avoid recursion"))
                continue
            try:
                contents = self.get_contents(origin)
            except TemplateDoesNotExist:
                tried.append((origin, "Source does not exist"))
                continue
            return QuickTemplate(contents, origin, template_name, self.engine)
        raise TemplateDoesNotExist(template_name, tried=tried)


class Loader(cached.Loader, QuickLoader):
    """Each template is read and compiled once."""
