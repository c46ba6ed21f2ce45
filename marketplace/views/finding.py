"""Finding work, reading one request, comparing its proposals."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PersonRequest, signed_in
from core import payload
from core.http import is_htmx
from core.search_bounds import searches
from core.texts import refuse_unkept
from core.views import answer, live_page
from marketplace import actions
from marketplace.access import find_own_request, find_request, find_search
from marketplace.comparing import compared
from marketplace.models import SavedSearch
from marketplace.queries import job_page
from marketplace.search import find_jobs
from marketplace.search_forms import JobSearchForm, stored_query


@signed_in
@require_safe
@searches
def job_list(request: PersonRequest) -> HttpResponse:
    """The list of work; htmx gets the results alone."""
    form = JobSearchForm(request.GET)
    form.full_clean()
    search = form.search(request.GET.get("after", ""))
    page = find_jobs(search, viewer=request.person, now=request.now)
    query = stored_query(request.GET)
    searches = list(SavedSearch.objects.filter(user=request.person))
    context = {
        "form": form,
        "page": page,
        "query": query,
        "searches": searches,
        "is_saved_search": any(search.query == query for search in searches),
        "only_currency": search.currency if search.sort == "budget" else "",
    }
    template = "marketplace/_job_results.html" if is_htmx(request) else "marketplace/job_list.html"
    return render(request, template, context)


@live_page
@signed_in
@require_safe
def job_detail(request: PersonRequest, job_id: int) -> HttpResponse:
    row = find_request(request.person, job_id)
    job = job_page(row, request.person, request.now)
    return render(request, "marketplace/job.html", {"job": job})


@live_page
@signed_in
@require_safe
def job_manage(request: PersonRequest, job_id: int) -> HttpResponse:
    """The owner's view: its proposals side by side; `?heap=&after=` goes on in one section."""
    row = find_own_request(request.person, job_id)
    table = compared(
        row,
        request.person,
        request.now,
        section=request.GET.get("heap", ""),
        after=request.GET.get("after", ""),
    )
    return render(request, "marketplace/manage.html", {"table": table})


@signed_in
@require_POST
def save_job(request: PersonRequest, job_id: int) -> HttpResponse:
    """Keep the request, or with `saved=0` forget it; htmx gets the button that is true now."""
    row = find_request(request.person, job_id)
    saved = payload.yes(payload.read(request), "saved", default=True)
    if saved:
        actions.save_request(row, by=request.person, now=request.now)
    else:
        actions.forget_request(row, by=request.person)
    if is_htmx(request):
        return render(request, "marketplace/_save_button.html", {"row": row, "is_saved": saved})
    message = _("Saved.") if saved else _("No longer saved.")
    return answer(request, row, message, data=lambda: {"saved": saved}, leave=False)


@signed_in
@require_POST
def save_search(request: PersonRequest) -> HttpResponse:
    """Keep the filters of `query` under a name."""
    data = payload.read(request)
    search = actions.save_search(
        by=request.person,
        name=payload.text(data, "name"),
        query=_known_filters(payload.text(data, "query")),
        now=request.now,
    )
    return answer(
        request,
        f"{reverse('job-list')}?{search.query}",
        _("Saved. You are told when a new request fits."),
        data=lambda: {"search": {"id": search.pk, "name": search.name, "query": search.query}},
        status=201,
    )


def _known_filters(query: str) -> str:
    """What of an address's query filters this list. Raises Invalid for text that cannot be looked for."""
    filters = QueryDict(query)
    refuse_unkept(("query", values) for _name, values in filters.lists())
    return stored_query(filters)


@signed_in
@require_POST
def delete_search(request: PersonRequest, search_id: int) -> HttpResponse:
    actions.delete_search(find_search(request.person, search_id), by=request.person)
    return answer(request, "job-list", _("The saved search is deleted."))
