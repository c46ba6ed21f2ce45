"""The audit trail."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class AppendOnly(RuntimeError):
    """Somebody tried to change or delete history."""


class EventRecordQuerySet(models.QuerySet["EventRecord"]):
    def about(self, stream: str) -> "EventRecordQuerySet":
        """Oldest first, everything that happened to one thing, such as `contract:12`."""
        return self.filter(stream=stream).order_by("id")

    def update(self, **_fields: object) -> int:
        raise AppendOnly("event records are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly("event records are never deleted")


class EventRecord(models.Model):
    """One thing that happened: who, what, when, with its plain values. Never changed, never deleted."""

    name = models.CharField(max_length=80)
    stream = models.CharField(max_length=80)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    happened_at = models.DateTimeField()
    payload = models.JSONField(encoder=DjangoJSONEncoder)

    objects = EventRecordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["stream", "id"], name="event_stream"),
            models.Index(fields=["happened_at"], name="event_time"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.stream}"

    def delete(self, *_args: object, **_kwargs: object) -> tuple[int, dict[str, int]]:
        raise AppendOnly("event records are never deleted")
