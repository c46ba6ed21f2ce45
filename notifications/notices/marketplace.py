"""What all notices about learning requests and proposals have in common."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.models import EventRecord
from marketplace.models import LearningRequest
from notifications.addresses import absolute, conversation_path
from notifications.notices.base import Envelope, Notice, event_key, event_params
from notifications.notices.groups import PROPOSALS
from notifications.notices.letter import Button

Status = LearningRequest.Status


class RequestNotice(Notice):
    """About a request, or about what it has to do with one coach."""

    group = PROPOSALS

    @classmethod
    def envelope(
        cls,
        request: LearningRequest,
        reader_id: int,
        key: str,
        params: Mapping[str, Any],
        *,
        coach_id: int | None = None,
        path: str,
    ) -> Envelope:
        names = {
            "request_id": request.pk,
            "title": request.title,
            "other_id": request.student_id if reader_id != request.student_id else coach_id,
            "pair": [request.student_id, coach_id] if coach_id else None,
        }
        return Envelope(
            notice=cls, reader_id=reader_id, key=key, params={**params, **names}, path=path
        )

    @cached_property
    def request(self) -> LearningRequest:
        requests = LearningRequest.objects.select_related("student")
        return requests.get(pk=self.params["request_id"])

    @property
    def thread(self) -> str:
        return f"request-{self.request.pk}"

    def context(self) -> dict[str, Any]:
        return {"title": self.request.title}


class OwnerNotice(RequestNotice):
    """To the owner of the request."""

    @classmethod
    def envelopes(cls, event: Any, record: EventRecord) -> list[Envelope]:
        reader_ids = cls.readers_of(event)
        if not reader_ids:
            return []
        request = LearningRequest.objects.get(pk=event.request_id)
        key, path = event_key(record), f"/jobs/{request.pk}/manage"
        params = event_params(event) | {"when": request.expires_at.isoformat()}
        return [cls.envelope(request, each, key, params, path=path) for each in reader_ids]

    def buttons(self) -> tuple[Button, ...]:
        url = absolute(f"/jobs/{self.request.pk}/manage")
        return (Button(label=_("Open your request"), url=url),)


class CoachesNotice(RequestNotice):
    """To coaches, each about their own part in the request."""

    @classmethod
    def envelopes(cls, event: Any, record: EventRecord) -> list[Envelope]:
        coach_ids = cls.readers_of(event)
        if not coach_ids:
            return []
        request = LearningRequest.objects.get(pk=event.request_id)
        params, key = event_params(event), event_key(record)
        return [
            cls.envelope(
                request,
                coach_id,
                key,
                params,
                coach_id=coach_id,
                path=conversation_path(request.student_id, coach_id),
            )
            for coach_id in coach_ids
        ]

    @property
    def other(self) -> User:
        return self.request.student

    @property
    def ask_url(self) -> str:
        return absolute(conversation_path(self.request.student_id, self.reader.pk))

    def buttons(self) -> tuple[Button, ...]:
        url = absolute(f"/jobs/{self.request.pk}")
        return (Button(label=_("Open the request"), url=url),)


class OpenRequestNotice(CoachesNotice):
    """It calls for a proposal, as long as the request takes any."""

    def is_true(self) -> bool:
        return self.request.status == Status.OPEN
