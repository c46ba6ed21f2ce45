"""`manage.py encrypt_anew`: after SECRET_KEY was changed, before the old one is taken out."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.second_steps import encrypt_anew


class Command(BaseCommand):
    help = "Encrypts the seeds of second steps by the present SECRET_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{encrypt_anew()} encrypted anew")
