from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coaching_sessions", "0004_wrap_ups"),
    ]

    operations = [
        migrations.AddField(
            model_name="coachingsession",
            name="link_changes",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
