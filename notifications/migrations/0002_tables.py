from django.db import migrations

from core.tables import ROOM, SOON, kept


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        kept("notifications_notification", **SOON),
        kept("notifications_outgoingemail", **ROOM, **SOON),
    ]
