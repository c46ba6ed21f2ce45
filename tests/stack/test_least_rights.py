"""The processes that talk to people run with the rights that docs/deploy.md gives them, and with no more."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import ProgrammingError, connection, transaction

from tests.chat.story import tell
from tests.product import ROOT

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
ROLE = "skileez_app"


@pytest.fixture
def as_product():
    """This connection has the rights of the product until the test ends."""
    text = (ROOT / "docs/deploy.md").read_text()
    after_migrate = re.findall(r"^(REVOKE .+ FROM skileez_app);", text, re.MULTILINE)
    assert len(after_migrate) == 2
    with connection.cursor() as cursor:
        for statement in (
            f"CREATE ROLE {ROLE} NOSUPERUSER NOCREATEDB NOCREATEROLE",
            f"GRANT USAGE ON SCHEMA public TO {ROLE}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE}",
            *after_migrate,
            f"SET LOCAL ROLE {ROLE}",
        ):
            cursor.execute(statement)


def test_a_story_is_told_with_these_rights(as_product, student, coach, login):
    tell(student, coach, times=1)
    browser = login(student)
    for path in ("/dashboard", "/chat", "/contracts", "/coaches?q=excel", "/account/sessions/"):
        assert browser.get(path).status_code == 200
    student.display_name = "Sofia Second"
    student.save(update_fields=["display_name"])
    get_user_model().objects.filter(pk=student.pk).select_for_update().get()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_eventrecord SET name = ''",
        "DELETE FROM core_eventrecord",
        "DELETE FROM django_migrations",
        "DROP TABLE accounts_user",
        "ALTER TABLE accounts_user ADD COLUMN more text",
        "TRUNCATE accounts_loginnote",
        "CREATE TABLE mine (word text)",
        "CREATE ROLE another",
        "COPY accounts_user TO PROGRAM 'cat'",
    ],
)
def test_what_the_product_never_does_it_may_not_do(as_product, statement):
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
