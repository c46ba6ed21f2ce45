"""The dev mailbox. It shows everybody's mail with its links, so it exists only outside production."""

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from notifications import mailbox
from notifications.mailbox import Mail


@require_safe
def mailbox_list(request: HttpRequest) -> HttpResponse:
    """Every mail that was sent, newest first; `?to=` narrows it to one address."""
    _refuse_unless_switched_on()
    mails = mailbox.newest_first()
    addresses = sorted({mail.to for mail in mails})
    chosen = request.GET.get("to", "")
    shown = [mail for mail in mails if not chosen or mail.to == chosen]
    context = {"mails": shown, "addresses": addresses, "chosen": chosen}
    return render(request, "notifications/mailbox.html", context)


# (django-csp's types know no views with path arguments.)
@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]
def mailbox_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its HTML in a frame of its own, and its text."""
    return render(request, "notifications/mailbox_mail.html", {"mail": _mail(name)})


# The mail brings its own styles; it may do nothing else, least of all run a script.
@require_safe
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]
    {
        "default-src": ["'none'"],
        "script-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
def mailbox_html(_request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part as a mail program would show it; its links open in a new tab."""
    html = _mail(name).html.replace("<head>", '<head><base target="_blank">', 1)
    return HttpResponse(html)


def _mail(name: str) -> Mail:
    _refuse_unless_switched_on()
    mail = mailbox.mail_named(name)
    if mail is None:
        raise Http404
    return mail


def _refuse_unless_switched_on() -> None:
    if not settings.DEV_MAILBOX:
        raise Http404
