"""The front door, which belongs to no app, and what browsers and crawlers ask for without being told."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, for people without a login; everybody else goes to their dashboard."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "home.html")


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """Pages name their icon themselves; the desk, a mail program or a bookmark asks here."""
    return redirect(static("img/mark.svg"))


ROBOTS = "User-agent: *\nAllow: /$\nAllow: /static/\nDisallow: /\n"


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """The front door is for everybody; what lies behind it is for people with a login."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
