"""The ASGI application: pages by Django, sockets by the chat."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  (needs the apps loaded)
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from chat.live.routing import websocket_urlpatterns  # noqa: E402
from config.sandbox import beside_test_money  # noqa: E402
from server.content_types import PlainContentTypes  # noqa: E402
from server.head import BodilessAnswers  # noqa: E402

# AllowedHostsOriginValidator would accept the right host with a wrong scheme or port. The socket
# reads its login itself, off the thread that all other sync code shares.
http = BodilessAnswers(PlainContentTypes(pages))
application = ProtocolTypeRouter(
    {
        "http": beside_test_money(http) if settings.TEST_MONEY_INSIDE else http,
        "websocket": OriginValidator(URLRouter(websocket_urlpatterns), settings.ORIGINS),
    }
)
