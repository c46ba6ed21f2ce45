"""Looking rows up by what a subquery finds, whatever PostgreSQL expects of it."""

from typing import Any

from django.db.models import BooleanField, Func, QuerySet, Subquery


class Among(Func):
    """Whether a column is one of what a subquery finds, for `filter`.

    PostgreSQL asks the subquery first, and once, and then looks the values up: no plan goes through all that
    waits, of everybody, to find which of it is among these few.
    """

    arity = 2
    arg_joiner = " IN "
    template = "%(expressions)s"
    output_field = BooleanField()

    def __init__(self, column: str, found: QuerySet[Any, Any]) -> None:
        super().__init__(column, Subquery(found))

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return super().as_sql(
            compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(ARRAY"
        )
