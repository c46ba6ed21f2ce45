from django.db import migrations

from core.tables import SOON, kept


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        kept("core_eventrecord", **SOON),
    ]
