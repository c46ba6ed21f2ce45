from django.db import migrations

from core.tables import ROOM, SOON, kept


class Migration(migrations.Migration):
    dependencies = [("coaching_sessions", "0001_initial")]

    operations = [
        kept("coaching_sessions_coachingsession", **ROOM, **SOON),
    ]
