from importlib import import_module

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"

    def ready(self) -> None:
        kick_checks_with = import_module("files.actions.uploading").kick_checks_with
        kick_checks_with(import_module("files.tasks").check.delay)
