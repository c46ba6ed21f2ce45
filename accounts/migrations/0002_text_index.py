from django.db import migrations

INDEXES = [
    """
    CREATE INDEX coach_words ON accounts_coachprofile
    USING gin (array_to_tsvector(string_to_array(words, ' ')))
    """,
    # How a name or an address begins, as the staff desk asks for it.
    "CREATE INDEX person_email ON accounts_user (upper(email) text_pattern_ops)",
    "CREATE INDEX person_name ON accounts_user (upper(display_name) text_pattern_ops)",
]


def create(_apps, schema_editor):
    """The expression of core.searching, word for word; SQLite has no such index."""
    if schema_editor.connection.vendor == "postgresql":
        for index in INDEXES:
            schema_editor.execute(index)


def drop(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX coach_words, person_email, person_name")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
