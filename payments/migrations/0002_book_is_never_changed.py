"""The database itself holds what is booked: no change, no deletion, and on PostgreSQL no unbalanced entry.

SQLite knows no constraint that waits for the commit; there only `payments.ledger` checks the balance.
"""

from django.db import migrations

TABLES = ("payments_ledgerentry", "payments_ledgerline")

REFUSE = """
CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is booked is never changed' USING ERRCODE = 'restrict_violation';
END $$
"""
# Asked of each line at the commit; the sum is by currency, for an entry may name accounts of one only.
BALANCED = """
CREATE FUNCTION payments_entry_is_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM payments_ledgerline line
               JOIN payments_ledgeraccount account ON account.id = line.account_id
               WHERE line.entry_id = NEW.entry_id
               GROUP BY account.currency HAVING sum(line.amount) <> 0) THEN
        RAISE EXCEPTION 'entry % is not balanced', NEW.entry_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""


def hold(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE, params=None)  # their % are not places of parameters
        schema_editor.execute(BALANCED, params=None)
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION payments_refuse_change()"
            )
        schema_editor.execute(
            "CREATE CONSTRAINT TRIGGER payments_entry_balances AFTER INSERT ON payments_ledgerline"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_entry_is_balanced()"
        )
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'what is booked is never changed'); END"
            )


def let_go(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER payments_entry_balances ON payments_ledgerline")
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_stays ON {table}")
        schema_editor.execute("DROP FUNCTION payments_entry_is_balanced")
        schema_editor.execute("DROP FUNCTION payments_refuse_change")
        return
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [migrations.RunPython(hold, let_go)]
