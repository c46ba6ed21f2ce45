"""The sandbox inside this process, below `/_sandbox/`: see docs/payments.md."""

from typing import Any

from django.conf import settings

FILE = "sandbox.sqlite3"


def beside_test_money(pages: Any) -> Any:
    """The pages, and beside them the party that holds the test money, with a file of its own."""
    from sandbox.app import PREFIX, Sandbox  # not where there is none
    from sandbox.events import Endpoint

    told = f"{settings.SITE_URL}/stripe/events"
    ears = [
        Endpoint(told, settings.STRIPE_WEBHOOK_SECRETS[0]),
        Endpoint(f"{told}/connect", settings.STRIPE_CONNECT_WEBHOOK_SECRETS[0], connect=True),
    ]
    sandbox = Sandbox(settings.DATA_DIR / FILE, ears)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        inside = scope["path"].startswith(f"{PREFIX}/")
        await (sandbox if inside else pages)(scope, receive, send)

    return application
