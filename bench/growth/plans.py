"""What PostgreSQL does for a statement, and which of it grows with everybody's data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

# A table with more rows than this has grown; of a smaller one a scan is right.
GROWN_ROWS = 5_000
Plan = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement as it was asked."""

    sql: str
    parameters: Any  # as they were given to the cursor


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a statement reads: `pages` of the database's cache, `scans` the tables that it reads whole."""

    pages: int
    milliseconds: float
    scans: tuple[str, ...]
    plan: str


def grown_tables() -> frozenset[str]:
    """By the statistics, so ANALYZE has to have been there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [GROWN_ROWS]
        )
        return frozenset(name for (name,) in cursor.fetchall())


def scans_of(statement: Statement, grown: frozenset[str]) -> tuple[str, ...]:
    """The grown tables that the statement would read whole. It is planned, not run."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.sql}", statement.parameters)
        return tuple(_scans(_plan_of(cursor), grown))


def cost_of(statement: Statement, grown: frozenset[str]) -> Cost:
    """Runs it, so it has to be one that only reads."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.sql}", statement.parameters
        )
        (top,) = cursor.fetchone()[0]
    plan = top["Plan"]
    return Cost(
        pages=plan["Shared Hit Blocks"] + plan["Shared Read Blocks"],
        milliseconds=round(top["Planning Time"] + top["Execution Time"], 1),
        scans=tuple(_scans(plan, grown)),
        plan="\n".join(_lines(plan)),
    )


def only_reads(sql: str) -> bool:
    return _verb(sql) == "SELECT" and "FOR " not in sql and "pg_" not in sql


def can_be_explained(sql: str) -> bool:
    return _verb(sql) in {
        "SELECT", "INSERT", "UPDATE", "DELETE", "WITH",
    }  # fmt: skip


def _verb(sql: str) -> str:
    """The first word; a union begins with a bracket."""
    return sql.lstrip(" (\n").split(maxsplit=1)[0].upper()


def _plan_of(cursor: Any) -> Plan:
    plan: Plan = cursor.fetchone()[0][0]["Plan"]
    return plan


def _nodes(plan: Plan) -> Iterator[Plan]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _scans(plan: Plan, grown: frozenset[str]) -> Iterator[str]:
    """Read from beginning to end, or an index that is gone through without a place to begin at.

    An index in its order is fine where a limit ends it.
    """
    yield from (
        _scanned(node) for node in _whole(plan, is_limited=False) if _scanned(node) in grown
    )


def _scanned(node: Plan) -> str:
    name: str = node.get("Relation Name", "")
    return name


def _whole(node: Plan, *, is_limited: bool) -> Iterator[Plan]:
    kind = node["Node Type"]
    if kind == "Seq Scan" or (
        kind in {"Index Scan", "Index Only Scan"} and "Index Cond" not in node and not is_limited
    ):
        yield node
    # What sorts or counts wants all of what is below it, whatever is asked of itself.
    limited = kind == "Limit" or (is_limited and kind not in {"Sort", "Aggregate", "Hash"})
    for part in node.get("Plans", ()):
        yield from _whole(part, is_limited=limited)


def _lines(node: Plan, depth: int = 0) -> Iterator[str]:
    """One line for each step: what, of what, by what, how many rows, how often."""
    about = [node["Node Type"], _scanned(node), node.get("Index Name", "")]
    about += [str(node[key]) for key in ("Index Cond", "Filter", "Recheck Cond") if key in node]
    rows = f"rows {node.get('Actual Rows', 0)} × {node.get('Actual Loops', 1)}"
    removed = node.get("Rows Removed by Filter", 0)
    spare = f", {removed} for nothing" if removed else ""
    yield f"{'  ' * depth}{' '.join(filter(None, about))} ({rows}{spare})"
    for part in node.get("Plans", ()):
        yield from _lines(part, depth + 1)
