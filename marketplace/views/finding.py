"""Finding work, reading one request, comparing its proposals."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core import clock
from core.errors import NotAllowed
from core.http import signed_in
from marketplace.models import LearningRequest
from marketplace.queries import compared, job_page, open_jobs
from marketplace.views.answers import me


@signed_in
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    page = open_jobs(me(request), request.GET)
    return render(request, "marketplace/job_list.html", {"page": page})


@signed_in
@require_GET
def job_detail(request: HttpRequest, job_id: int) -> HttpResponse:
    row = get_object_or_404(LearningRequest.objects.visible_to(me(request)), pk=job_id)
    return render(request, "marketplace/job.html", {"job": job_page(row, me(request), clock.now())})


@signed_in
@require_GET
def job_manage(request: HttpRequest, job_id: int) -> HttpResponse:
    """The owner's view: the request, and its proposals side by side."""
    row = get_object_or_404(LearningRequest.objects.visible_to(me(request)), pk=job_id)
    if row.student_id != me(request).pk:
        raise NotAllowed
    return render(
        request, "marketplace/manage.html", {"table": compared(row, me(request), clock.now())}
    )
