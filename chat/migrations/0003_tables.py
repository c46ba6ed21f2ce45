from django.db import migrations

from core.tables import ROOM, SOON, kept


class Migration(migrations.Migration):
    dependencies = [("chat", "0002_search")]

    operations = [
        kept("chat_entry", **SOON),
        kept("chat_conversation", **ROOM, **SOON),
        kept("chat_participant", **ROOM, **SOON),
    ]
