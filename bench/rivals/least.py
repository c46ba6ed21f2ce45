"""The least that such a product imports and starts in one process: Django with its apps, Daphne, Celery.

`python -m bench.rivals.least PORT` serves a page that says `ok`; a Celery worker and its clock run beside it.
"""

# Daphne installs the reactor on import, before anything else of Twisted may be imported.
import daphne.server  # isort: skip

import sys
import threading

import django
from celery import Celery
from celery.beat import Scheduler, Service
from celery.worker import WorkController
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("healthz", lambda _request: HttpResponse("ok"))]


def main(port: int) -> None:
    settings.configure(
        SECRET_KEY="least",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=[
            f"django.contrib.{name}"
            for name in ("admin", "auth", "contenttypes", "messages", "sessions", "staticfiles")
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    )
    django.setup()
    celery = Celery("least", broker="memory://")
    worker = WorkController(app=celery, pool="threads", concurrency=2, hostname="least@localhost")
    for run in (worker.start, Service(app=celery, scheduler_cls=Scheduler).start):
        threading.Thread(target=run, daemon=True).start()
    daphne.server.Server(
        get_asgi_application(),
        endpoints=[f"tcp:port={port}:interface=127.0.0.1"],
        signal_handlers=False,
    ).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
