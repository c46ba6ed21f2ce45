"""What the tests of the chat's addresses say often."""

JSON = {"headers": {"Accept": "application/json"}, "content_type": "application/json"}


def sql_of(queries):
    silent = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [q["sql"] for q in queries if not q["sql"].startswith(silent)]
