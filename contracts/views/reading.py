"""Looking at contracts: the list, one contract, its record to keep."""

from dataclasses import asdict, replace

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import PersonRequest, signed_in
from contracts.access import find_contract
from contracts.cards import ContractRow, build_rows
from contracts.data import contract_data, contract_summary
from contracts.history import history
from contracts.listing import FILTERS, contract_page
from contracts.queries import versions_for_cards
from contracts.record import record_data
from core.cards import Card, build_card, draw, fetch
from core.http import is_htmx, wants_json
from core.views import live_page


@live_page
@signed_in
@require_safe
def list_contracts(request: PersonRequest) -> HttpResponse:
    """One's contracts, filtered by `show`, those that need one's answer first."""
    asked = request.GET.get("show", "all")
    chosen = asked if asked in FILTERS else "all"
    after = request.GET.get("after", "")
    page = contract_page(request.person, chosen=chosen, after=after, now=request.now)
    rows = build_rows(page.rows, request.person, request.now)
    if wants_json(request):
        return JsonResponse(
            {
                "contracts": [_row_data(row) for row in rows],
                "after": page.after,
                "show": chosen,
            }
        )
    context = {"page": page, "rows": rows, "chosen": chosen, "filters": filter_labels()}
    return render(request, "contracts/list.html", context)


def _row_data(row: ContractRow) -> dict[str, object]:
    return {
        **contract_summary(row.contract),
        "needs_me": row.needs_me,
        "progress": None if row.progress is None else asdict(row.progress),
    }


def filter_labels() -> list[tuple[str, str]]:
    return [
        ("all", _("All")),
        ("needs-me", _("Needs me")),
        ("offered", _("Offered")),
        ("active", _("Active")),
        ("ended", _("Ended")),
    ]


@live_page
@signed_in
@require_safe
def show_contract(request: PersonRequest, contract_id: int) -> HttpResponse:
    """Terms, versions with their differences, sessions, what happened, what can be done."""
    contract = find_contract(request.person, contract_id)
    viewer, now = request.person, request.now
    if wants_json(request):
        return JsonResponse(contract_data(contract, viewer=viewer, now=now))
    versions = list(versions_for_cards(contract.versions.all()).order_by("-number"))
    for version in versions:
        version.contract = contract
    standing_ids = (contract.open_version_id, contract.agreed_version_id)
    known = fetch([*versions, contract], now=now)
    cards = {v.pk: build_card(v, viewer=viewer, now=now, known=known) for v in versions}
    cards = {pk: without_open(card) for pk, card in cards.items()}
    panel = build_card(contract, viewer=viewer, now=now, known=known)
    context = {
        "contract": contract,
        "panel": draw(contract, replace(panel, parts=()), viewer=viewer, request=request),
        "parts": panel.parts,
        "standing": [
            draw(v, cards[v.pk], viewer=viewer, request=request)
            for v in versions
            if v.pk in standing_ids
        ],
        "versions": [cards[v.pk] for v in versions],
        "history": history(contract),
    }
    template = "contracts/_detail.html" if is_htmx(request) else "contracts/detail.html"
    return render(request, template, context)


def without_open(card: Card) -> Card:
    """On the contract's own page nothing leads to it."""
    return replace(card, actions=tuple(a for a in card.actions if a.verb != "open"))


@signed_in
@require_safe
def download_record(request: PersonRequest, contract_id: int) -> HttpResponse:
    """The record to keep, as PDF."""
    # The PDF library loads fonts' tables and pictures: a fifth of every start's time, for one page.
    from contracts.record_pdf import record_pdf

    contract = find_contract(request.person, contract_id)
    return HttpResponse(
        record_pdf(contract, viewer=request.person, now=request.now),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{contract.number}.pdf"'},
    )


@signed_in
@require_safe
def download_data(request: PersonRequest, contract_id: int) -> HttpResponse:
    """The record to keep, as JSON."""
    contract = find_contract(request.person, contract_id)
    return JsonResponse(
        record_data(contract, now=request.now),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": f'attachment; filename="{contract.number}.json"'},
    )
