import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_reaching_people")]

    operations = [
        migrations.RemoveField(model_name="actionlink", name="secret_digest"),
        migrations.AddField(
            model_name="actionlink",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name="actionlink",
            name="action",
            field=models.CharField(
                choices=[
                    ("confirm_session", "confirm a session"),
                    ("decline_session", "decline a session"),
                    ("accept_time", "accept an offered time"),
                    ("approve_move", "approve another time"),
                    ("decline_move", "decline another time"),
                    ("open_contract", "open a contract"),
                    ("open_session", "open a session, to propose another time"),
                ],
                max_length=20,
            ),
        ),
    ]
