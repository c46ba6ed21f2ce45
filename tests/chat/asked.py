"""What the tests of the chat's addresses say often."""

JSON = {"headers": {"Accept": "application/json"}, "content_type": "application/json"}


def sql_of(queries):
    silent = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    texts = [str(query["sql"]) for query in queries]  # None where a plan is kept
    return [text for text in texts if not text.startswith(silent)]
