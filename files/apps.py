from importlib import import_module

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"

    def ready(self) -> None:
        import_module("files.receivers")
        targets, pictures = import_module("files.targets"), import_module("files.pictures")
        targets.register(pictures.TARGET, pictures.is_open)
        kick_checks_with = import_module("files.actions.uploading").kick_checks_with
        kick_checks_with(import_module("files.tasks").check.delay)
