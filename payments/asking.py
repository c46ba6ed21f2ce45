"""While a person waits: what a worker would do in a moment is done now, with less patience."""

from payments import tasks
from payments.gateway import SECONDS_FOR_A_PERSON
from payments.models import StripeCall, StripeEvent


def answer_soon(kind: str, subject_id: int) -> None:
    """Send what was just ordered about this row. What is not answered stays for the workers."""
    ready = StripeCall.objects.filter(
        subject_kind=kind, subject_id=subject_id, status=StripeCall.Status.READY
    )
    for call in ready.order_by("created_at"):
        tasks.send_call(str(call.pk), seconds=SECONDS_FOR_A_PERSON)


def look_soon(look: StripeEvent) -> None:
    tasks.work_event(look.pk, seconds=SECONDS_FOR_A_PERSON)
