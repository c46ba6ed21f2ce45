"""The picture that a person is shown by: choosing it, taking it away, and the picture itself."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PersonRequest, signed_in
from core import payload
from core.http import wants_json
from core.views import answer, form_methods
from files import actions, rules, serving, storage
from files.access import find_picture, find_upload
from files.models import File
from files.pictures import SIDES, chosen_picture, target_of
from files.refusals import refusal_words
from files.serving import Content

# A new picture has a new address, so that a browser may keep this one.
KEPT = "private, max-age=86400, immutable"


@signed_in
@form_methods
def settings_picture(request: PersonRequest) -> HttpResponse:
    """How far the one is that was chosen last (GET), and choosing one that was brought (POST)."""
    me = request.person
    if request.method == "POST":
        file = find_upload(me, payload.whole_number(request.POST, "file"))
        actions.choose_picture(file, by=me, now=request.now)
        chosen = chosen_picture(me)
        return answer(request, "settings-picture", data=lambda: _state(chosen), leave=True)
    chosen = chosen_picture(me)
    if wants_json(request):
        return JsonResponse(_state(chosen))
    context = {"chosen": chosen, "target": target_of(me.pk), "most": rules.FILE_MOST}
    return render(request, "files/settings_picture.html", context | _state(chosen))


def _state(chosen: File | None) -> dict[str, Any]:
    """`state` is that of the file, or nothing; `refusal` says why it is not shown."""
    is_refused = chosen is not None and chosen.state == File.State.REFUSED
    return {
        "state": chosen.state if chosen else "",
        "refusal": refusal_words(chosen) if chosen and is_refused else "",
    }


@signed_in
@require_POST
def remove_picture(request: PersonRequest) -> HttpResponse:
    actions.remove_pictures(request.person.pk, by_id=request.person.pk, now=request.now)
    return answer(
        request, "settings-picture", _("Your initials stand in its place now."), leave=True
    )


@require_safe
def picture(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One of the squares of `SIDES`, counted from 1. Whoever is logged in sees it; a coach's, everybody."""
    if not 1 <= number <= len(SIDES):
        raise Http404
    file = find_picture(request.user, key)
    name = storage.preview(file, number)
    content = Content(
        name=name,
        size=storage.store().size(name),
        content_type="image/webp",
        tag=f"{key}-{number}",
        cache=KEPT,
    )
    return serving.serve(request, content)
