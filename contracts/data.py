"""Contracts as JSON, for programs and for the record that people keep."""

from datetime import datetime
from typing import Any

from accounts.models import User
from contracts.models import Contract, ContractVersion, Motion
from contracts.queries import with_own_versions
from contracts.terms import TERM_NAMES, Terms, changes, proposed_terms, terms_before
from core.cards import CardAction, build_card, fetch
from core.models import EventRecord


def person_data(user: User) -> dict[str, Any]:
    return {"id": user.pk, "name": user.display_name}


def terms_data(terms: Terms) -> dict[str, Any]:
    """Amounts as text, days as ISO dates."""
    return {name: _plain(getattr(terms, name)) for name in TERM_NAMES} | {
        "total": str(terms.total),
        "platform_fee": str(terms.split.fee),
        "coach_share": str(terms.split.coach_share),
    }


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | str) else str(value)


def version_data(version: ContractVersion) -> dict[str, Any]:
    terms, base, before = proposed_terms(version), version.based_on, terms_before(version)
    return {
        "number": version.number,
        "kind": version.kind,
        "status": version.status,
        "author_id": version.author_id,
        "based_on": None if base is None else base.number,
        "offered_at": version.offered_at.isoformat(),
        "expires_at": version.expires_at.isoformat(),
        "decided_at": _instant(version.decided_at),
        "decline_reason": version.decline_reason,
        "terms": terms_data(terms),
        "changes": []
        if before is None
        else [
            {"name": c.name, "old": _plain(c.old), "new": _plain(c.new)}
            for c in changes(before, terms)
        ],
    }


def motion_data(motion: Motion) -> dict[str, Any]:
    """A pause or an early end that one party asked for, and what came of it."""
    return {
        "kind": motion.kind,
        "status": motion.status,
        "author_id": motion.author_id,
        "reason": motion.reason,
        "asked_at": motion.asked_at.isoformat(),
        "expires_at": motion.expires_at.isoformat(),
        "decided_at": _instant(motion.decided_at),
        "resumed_at": _instant(motion.resumed_at),
        "resumed_by": motion.resumed_by_id,
    }


def contract_summary(contract: Contract) -> dict[str, Any]:
    """One contract in a list."""
    opened, agreed = contract.open_version, contract.agreed_version
    return {
        "id": contract.pk,
        "number": contract.number,
        "status": contract.status,
        "version": contract.version,
        "proposal_id": contract.proposal_id,
        "student": person_data(contract.student),
        "coach": person_data(contract.coach),
        "currency": contract.currency,
        "starts_on": _plain(contract.starts_on),
        "ends_on": _plain(contract.ends_on),
        "open_version": None if opened is None else opened.number,
        "answer_from": None if opened is None else contract.other_party_id(opened.author_id),
        "answer_by": None if opened is None else opened.expires_at.isoformat(),
        "agreed_version": None if agreed is None else agreed.number,
        "created_at": contract.created_at.isoformat(),
        "activated_at": _instant(contract.activated_at),
        "ended_at": _instant(contract.ended_at),
        "end_reason": contract.end_reason,
        "url": contract.get_absolute_url(),
    }


def contract_data(contract: Contract, *, viewer: User, now: datetime) -> dict[str, Any]:
    """The whole contract for one of its parties, with what that party can do now."""
    versions = list(contract.versions.select_related("based_on").order_by("number"))
    return {
        **contract_summary(contract),
        "versions": [version_data(version) for version in versions],
        "motions": [motion_data(motion) for motion in contract.motions.all()],
        "actions": [
            action_data(action) for action in possible_actions(contract, viewer=viewer, now=now)
        ],
    }


def possible_actions(contract: Contract, *, viewer: User, now: datetime) -> list[CardAction]:
    """Everything that can be pressed now, on the cards or beside them, each verb once."""
    with_own_versions(contract)
    versions = [v for v in (contract.open_version, contract.agreed_version) if v is not None]
    subjects = (*versions, contract)
    known = fetch(subjects, now=now)
    built = [build_card(each, viewer=viewer, now=now, known=known) for each in subjects]
    found = {a.verb: a for card in built for a in card.actions if a.enabled}
    return list(found.values())


def action_data(action: CardAction) -> dict[str, Any]:
    return {
        "verb": action.verb,
        "label": str(action.label),
        "url": action.url,
        "fields": dict(action.fields),
        "outcome": str(action.outcome),
    }


def event_data(record: EventRecord) -> dict[str, Any]:
    return {
        "name": record.name,
        "at": record.happened_at.isoformat(),
        "by": None if record.actor is None else record.actor.display_name,
        "details": record.payload,
    }


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
