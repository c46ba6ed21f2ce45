"""`./dev manage seed_demo`: fill an empty database with the demo's year, or start the demo over."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core import clock
from devtools.demo.people import PASSWORD, is_seeded
from devtools.demo.story import tell, tell_whole


class Command(BaseCommand):
    help = "Seed the demo people and their story. --reset empties the whole database first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="delete everything, then seed")
        parser.add_argument(
            "--short", action="store_true", help="the last three weeks of six people"
        )

    def handle(self, *, reset: bool, short: bool, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo is refused in production.")
        if reset:
            call_command("flush", interactive=False, verbosity=0)
        if is_seeded():
            self.stdout.write("The demo is already there. Use --reset to start it over.")
            return
        if User.objects.exists():
            raise CommandError("There are people here already. Use --reset to delete everything.")
        (tell if short else tell_whole)(now=clock.now())
        self.stdout.write(f"The demo is ready. The password of everybody is {PASSWORD}.")
