"""What the tests of links in mails look at."""

import re

from core.models import EventRecord
from notifications.models import ActionLink
from sessions.models import CoachingSession


def everything():
    sessions = CoachingSession.objects.order_by("pk").values()
    return list(sessions), EventRecord.objects.count(), list(ActionLink.objects.values())


def token_in(page) -> str:
    return re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]


def opened(client, path):
    page = client.get(path, follow=True)
    return page, page.redirect_chain[-1][0]


def press(client, path):
    page, address = opened(client, path)
    return client.post(address, {"token": token_in(page)})


def text_of(page) -> str:
    return page.content.decode()
