"""`./dev manage recount`: count again what is stored, and put right what is wrong."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core.recounts import wrong_figures


class Command(BaseCommand):
    help = "Counts again what is stored beside what it follows from, and puts right what is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--look", action="store_true", help="say what is wrong, change nothing")

    def handle(self, *_args: Any, look: bool, **_options: Any) -> None:
        """A row that changes meanwhile is counted again under its lock."""
        count = 0
        for figure, wrong in wrong_figures():
            count += 1
            self.stdout.write(f"{figure.name}: {wrong}")
            if not look:
                figure.mend(wrong.row)
        done = "wrong" if look else "put right"
        self.stdout.write(f"{count} figures {done}." if count else "Every figure is right.")
