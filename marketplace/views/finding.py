"""Finding work, reading one request, comparing its proposals."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import signed_in
from core import clock, payload
from core.errors import NotAllowed
from core.http import done, is_htmx
from core.texts import refuse_unkept
from marketplace import actions
from marketplace.comparing import compared
from marketplace.models import LearningRequest, SavedSearch
from marketplace.queries import job_page
from marketplace.search import find_jobs, ranks_texts
from marketplace.search_forms import JobSearchForm, stored_query
from marketplace.views.answers import me, settled


@signed_in
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """The list of work; htmx gets the results alone."""
    form = JobSearchForm(request.GET)
    form.full_clean()
    search = form.search(request.GET.get("after", ""))
    page = find_jobs(search, viewer=me(request), now=clock.now())
    query = stored_query(request.GET)
    searches = list(SavedSearch.objects.filter(user=me(request)))
    context = {
        "form": form,
        "page": page,
        "query": query,
        "searches": searches,
        "is_saved_search": any(search.query == query for search in searches),
        "ranks_texts": ranks_texts(),
        "only_currency": search.currency if search.sort == "budget" else "",
    }
    template = "marketplace/_job_results.html" if is_htmx(request) else "marketplace/job_list.html"
    return render(request, template, context)


@signed_in
@require_GET
def job_detail(request: HttpRequest, job_id: int) -> HttpResponse:
    row = _visible(request, job_id)
    job = job_page(row, me(request), clock.now())
    return render(request, "marketplace/job.html", {"job": job})


@signed_in
@require_GET
def job_manage(request: HttpRequest, job_id: int) -> HttpResponse:
    """The owner's view: its proposals side by side; `?heap=&after=` goes on in one section."""
    row = _visible(request, job_id)
    if row.student_id != me(request).pk:
        raise NotAllowed
    table = compared(
        row,
        me(request),
        clock.now(),
        section=request.GET.get("heap", ""),
        after=request.GET.get("after", ""),
    )
    return render(request, "marketplace/manage.html", {"table": table})


@signed_in
@require_POST
def save_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Keep the request, or with `saved=0` forget it; htmx gets the button that is true now."""
    row = _visible(request, job_id)
    saved = payload.yes(payload.read(request), "saved", default=True)
    if saved:
        actions.save_request(row, by=me(request), now=clock.now())
    else:
        actions.forget_request(row, by=me(request))
    if is_htmx(request):
        return render(request, "marketplace/_save_button.html", {"row": row, "is_saved": saved})
    message = _("Saved.") if saved else _("No longer saved.")
    return done(
        request,
        to=reverse("job-detail", args=[row.pk]),
        message=message,
        data={"saved": saved},
    )


@signed_in
@require_POST
def save_search(request: HttpRequest) -> HttpResponse:
    """Keep the filters of `query` under a name."""
    sent = payload.read(request)
    search = actions.save_search(
        by=me(request),
        name=payload.text(sent, "name"),
        query=_known_filters(payload.text(sent, "query")),
        now=clock.now(),
    )
    return settled(
        request,
        to=f"{reverse('job-list')}?{search.query}",
        message=_("Saved. You are told when a new request fits."),
        data={"search": {"id": search.pk, "name": search.name, "query": search.query}},
        status=201,
    )


def _known_filters(query: str) -> str:
    """What of an address's query filters this list. Raises Invalid for text that cannot be looked for."""
    filters = QueryDict(query)
    refuse_unkept(("query", values) for _name, values in filters.lists())
    return stored_query(filters)


@signed_in
@require_POST
def delete_search(request: HttpRequest, search_id: int) -> HttpResponse:
    search = get_object_or_404(SavedSearch, pk=search_id, user=me(request))
    actions.delete_search(search, by=me(request))
    return settled(request, to=reverse("job-list"), message=_("The saved search is deleted."))


def _visible(request: HttpRequest, job_id: int) -> LearningRequest:
    rows = LearningRequest.objects.visible_to(me(request)).select_related("student")
    return get_object_or_404(rows, pk=job_id)
