"""Where Stripe tells us what happened. Nobody is logged in here: the signature says who speaks."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.http import now_of
from payments import inbox
from payments.failures import SignatureWrong
from payments.gateway import gateway

logger = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024


@csrf_exempt
@require_POST
def own_events(request: HttpRequest) -> HttpResponse:
    """What happens in our own account."""
    return _hear(request, settings.STRIPE_WEBHOOK_SECRETS)


@csrf_exempt
@require_POST
def events_of_coaches(request: HttpRequest) -> HttpResponse:
    """What happens in the accounts of coaches."""
    return _hear(request, settings.STRIPE_CONNECT_WEBHOOK_SECRETS)


def _hear(request: HttpRequest, secrets: list[str]) -> HttpResponse:
    """Keep it and say so; whatever is not signed by Stripe leaves no trace but a line in the log."""
    if request.content_type != "application/json":
        return _refusal(415)
    if len(request.body) > MOST_BYTES:
        return _refusal(413)
    signature = request.headers.get("Stripe-Signature", "")
    try:
        event = gateway().event_of_webhook(request.body, signature, secrets)
    except SignatureWrong:
        logger.warning("a webhook was not signed by Stripe")
        return _refusal(400)
    inbox.receive(event, via=inbox.Via.WEBHOOK, now=now_of(request), payload=request.body.decode())
    return HttpResponse(status=200)


def _refusal(status: int) -> HttpResponse:
    return HttpResponse(status=status)
