"""The part of the product that production runs, as an app of Django's: its checks."""

import sys

from django.apps import AppConfig
from django.conf import settings


class Server(AppConfig):
    """Comes first among the apps, so that nothing is made ready that may not start."""

    name = "server"

    def ready(self) -> None:
        from server import open_lines  # noqa: F401
        from server.checks import refuse_unsafe_production

        # `manage.py check` is there to list the reasons; web, worker, beat and every other command stop here.
        if settings.PRODUCTION and sys.argv[1:2] != ["check"]:
            refuse_unsafe_production()
