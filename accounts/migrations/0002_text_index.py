from django.db import migrations

INDEX = """
CREATE INDEX coach_words ON accounts_coachprofile
USING gin (array_to_tsvector(string_to_array(words, ' ')))
"""


def create(_apps, schema_editor):
    """The expression of core.searching, word for word; SQLite has no such index."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)


def drop(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX coach_words")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
