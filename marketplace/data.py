"""Requests and proposals as programs read them."""

from typing import Any

from marketplace.models import LearningRequest, Proposal


def request_data(row: LearningRequest) -> dict[str, Any]:
    return {
        "request": {
            "id": row.pk,
            "status": row.status,
            "version": row.version,
            "title": row.title,
            "description": row.description,
            "skill_tags": [skill.name for skill in row.skill_tags.all()],
            "level": row.level,
            "budget": None if row.budget is None else str(row.budget),
            "currency": row.currency,
            "sessions_needed": row.sessions_needed,
            "timeframe": row.timeframe,
            "payment_model": row.payment_model,
            "preferred_times": row.preferred_times,
            "timezone": row.timezone,
            "questions": [
                {"id": question.pk, "text": question.text}
                for question in row.questions.filter(retired_at=None)
            ],
        }
    }


def proposal_data(row: Proposal) -> dict[str, Any]:
    return {
        "proposal": {
            "id": row.pk,
            "request_id": row.request_id,
            "status": row.status,
            "version": row.version,
            "payment_model": row.payment_model,
            "hourly_rate": None if row.hourly_rate is None else str(row.hourly_rate),
            "price_per_session": str(row.price_per_session),
            "session_count": row.session_count,
            "duration_minutes": row.duration_minutes,
            "expected_total": str(row.expected_total),
            "payment_schedule": row.payment_schedule,
            "answers": row.answers,
            "accepted_terms": row.accepted_terms,
        }
    }
