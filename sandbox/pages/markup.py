"""Markup of the hosted pages. Every text is escaped here and nowhere else."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from sandbox import http
from sandbox.store import Store

CENT = 100
STYLE_LINK = '<link rel="stylesheet" href="/_sandbox/style.css">'

STYLE = (Path(__file__).parent / "style.css").read_bytes()


def page(
    title: str, *parts: str, may_go_to: Iterable[str | None] = (), status: int = 200
) -> http.Response:
    """`parts` are markup already; `may_go_to` are addresses that an answer to a form leads to."""
    origins = " ".join(["'self'", *sorted(_origins(may_go_to))])
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
    look = '<meta name="viewport" content="width=device-width">' + STYLE_LINK
    body = f'<main><p class="test">Test money: nothing is charged</p><h1>{escape(title)}</h1>'
    markup = "\n".join([head, look, body, *parts, "</main></html>"])
    return http.of_html(status, markup, may_go_to=origins)


def _origins(urls: Iterable[str | None]) -> set[str]:
    parts = [urlsplit(url) for url in urls if url]
    return {f"{each.scheme}://{each.netloc}" for each in parts if each.netloc}


def paragraph(text: str, *, wrong: bool = False) -> str:
    return (
        f'<p class="wrong" role="alert">{escape(text)}</p>' if wrong else f"<p>{escape(text)}</p>"
    )


def money(amount: int, currency: str) -> str:
    whole, part = divmod(abs(amount), CENT)
    return f"{'−' if amount < 0 else ''}{whole:,}.{part:02} {currency.upper()}"


def form(token: str, *parts: str, **hidden: str) -> str:
    kept = {"token": token, **hidden}
    fields = [_hidden(name, value) for name, value in kept.items()]
    return "\n".join(['<form method="post">', *fields, *parts, "</form>"])


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'


def button(press: str, text: str) -> str:
    return f'<button name="press" value="{escape(press)}">{escape(text)}</button>'


def choice(name: str, legend: str, options: Mapping[str, str]) -> str:
    """One of several; the first is chosen."""
    rows = [_option(name, *pair, place == 0) for place, pair in enumerate(options.items())]
    return "\n".join([f"<fieldset><legend>{escape(legend)}</legend>", *rows, "</fieldset>"])


def _option(name: str, value: str, text: str, is_chosen: bool) -> str:
    chosen = " checked" if is_chosen else ""
    box = f'<input type="radio" name="{escape(name)}" value="{escape(value)}"{chosen}>'
    return f"<label>{box} {escape(text)}</label>"


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    names = "".join(f"<th>{escape(each)}</th>" for each in head)
    lines = ["".join(f"<td>{escape(str(each))}</td>" for each in row) for row in rows]
    return "\n".join(
        ["<table>", f"<tr>{names}</tr>", *[f"<tr>{line}</tr>" for line in lines], "</table>"]
    )


def form_token(store: Store, path: str) -> str:
    """What a form of this page has to bring: a page of somebody else cannot know it."""
    if not (secret := store.fact("secret")):
        store.keep("secret", secret := secrets.token_hex(32))
    return hmac.new(secret.encode(), path.encode(), hashlib.sha256).hexdigest()
