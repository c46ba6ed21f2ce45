from django.db import migrations


def refuse_overlaps(_apps, schema_editor):
    """PostgreSQL refuses two slots of one person that overlap; half-open, so back-to-back is legal."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    schema_editor.execute(
        "ALTER TABLE calendars_busyslot ADD CONSTRAINT busy_slots_never_overlap EXCLUDE USING gist"
        " (user_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)"
    )


def allow_overlaps(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE calendars_busyslot DROP CONSTRAINT busy_slots_never_overlap"
        )


class Migration(migrations.Migration):
    dependencies = [("calendars", "0001_initial")]

    operations = [migrations.RunPython(refuse_overlaps, allow_overlaps)]
