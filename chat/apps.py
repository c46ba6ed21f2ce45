from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        import_module("chat.timeline.receivers")
        import_module("chat.timeline.recounts")
        targets, attachments = map(import_module, ("files.targets", "chat.timeline.attachments"))
        targets.register(attachments.TARGET, attachments.is_open)
        import_module("chat.live.receivers")
        import_module("chat.timeline.kicks").register_publisher(import_module("chat.live.push"))
        post_migrate.connect(import_module("chat.workspace.search_index").keep_in_step, sender=self)
