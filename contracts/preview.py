"""What the terms on a form would mean, while they are still being filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from contracts.forms import TermsForm, initial_of
from contracts.models import Contract
from contracts.policy import LateOutcome, SampleLimit, late_outcomes, sample_limit
from contracts.terms import Terms, running_terms, terms_of
from contracts.wording import ChangeLine, change_lines
from core.money import MAX_AMOUNT, rounded
from marketplace.models import Proposal
from marketplace.prices import Split, split


@dataclass(frozen=True, kw_only=True)
class TermsPreview:
    """Amounts once the price is known, instants once day and zone are, changes once all is well."""

    currency: str
    price: Decimal | None = None
    split: Split | None = None
    outcomes: tuple[LateOutcome, ...] = ()
    sample: SampleLimit | None = None
    changes: tuple[ChangeLine, ...] = ()
    changes_from: int | None = None


def preview_of(form: TermsForm, *, proposal: Proposal) -> TermsPreview:
    """Of a bound form, whatever of it is right so far. Writes nothing."""
    form.is_valid()  # not again when it was: a refusal of the action may be among the errors
    data, currency = form.cleaned_data, proposal.request.currency
    price, count = data.get("price_per_session"), data.get("session_count")
    total = None if price is None or not count else rounded(price * count)
    if price is None or total is None or not 0 < total <= MAX_AMOUNT:
        return TermsPreview(currency=currency)
    base_number, base = _base(proposal)
    return TermsPreview(
        currency=currency,
        price=price,
        split=split(total),
        outcomes=late_outcomes(
            price=price, currency=currency, chosen=data.get("late_cancel_percent")
        ),
        sample=_sample(data),
        changes=_changes(form, base, currency),
        changes_from=base_number,
    )


def preview_typed(data: Mapping[str, Any], *, proposal: Proposal) -> TermsPreview:
    """Of what was typed into a form for this proposal: an offer, a counter-offer or an amendment."""
    contract, currency = _live_contract(proposal), proposal.request.currency
    if contract is None or contract.agreed_version is None:
        return preview_of(TermsForm(data, currency=currency), proposal=proposal)
    initial = initial_of(running_terms(contract))
    form = TermsForm(data, currency=currency, initial=initial, keeps_start=True)
    return preview_of(form, proposal=proposal)


def initial_preview(terms: Terms, *, proposal: Proposal) -> TermsPreview:
    """Of the terms that a form starts from."""
    return TermsPreview(
        currency=proposal.request.currency,
        price=terms.price_per_session,
        split=terms.split,
        outcomes=late_outcomes(
            price=terms.price_per_session,
            currency=proposal.request.currency,
            chosen=terms.late_cancel_percent,
        ),
        sample=sample_limit(terms.start_date, terms.timezone),
    )


def _sample(data: dict[str, object]) -> SampleLimit | None:
    day, zone_name = data.get("start_date"), data.get("timezone")
    if not day or not zone_name:
        return None
    try:
        return sample_limit(day, str(zone_name))  # type: ignore[arg-type]
    except OverflowError:
        return None


def _base(proposal: Proposal) -> tuple[int | None, Terms | None]:
    """The number and terms that the form would change: the open offer, or what was agreed."""
    contract = _live_contract(proposal)
    if contract is None:
        return None, None
    if contract.agreed_version is not None:
        return contract.agreed_version.number, running_terms(contract)
    if contract.open_version is not None:
        return contract.open_version.number, terms_of(contract.open_version)
    return None, None


def _live_contract(proposal: Proposal) -> Contract | None:
    live = Contract.objects.live().select_related("open_version", "agreed_version")
    return live.filter(proposal=proposal).first()


def _changes(form: TermsForm, base: Terms | None, currency: str) -> tuple[ChangeLine, ...]:
    if base is None or form.errors:
        return ()
    return change_lines(base, form.terms(), currency=currency)
