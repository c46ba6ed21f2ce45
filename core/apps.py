from django.apps import AppConfig

from core.field_words import speak_plainly


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        speak_plainly()
