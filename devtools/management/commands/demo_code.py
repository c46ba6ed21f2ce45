"""`./dev manage demo_code`: what the demo's staff enter after the password."""

from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from devtools.demo.people import staff_code


class Command(BaseCommand):
    help = "Prints the code of this minute for the second step of staff@demo.test."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(staff_code(clock.now()))
