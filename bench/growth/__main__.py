"""`./dev bench growth`: what a page costs when there are a hundred thousand people, against a thousand.

Fills two databases of a PostgreSQL of its own, asks for every page, fragment, verb of the socket and sweep in
this process, and looks at the plans. Fails where the same person's data cost more than the goal, where a page
is slower than it may be, and where a table that grows is read from its beginning to its end. What is compared
is the work of the two processes, which other work on the machine changes less than the clock.

`--keep FOLDER` keeps the filled databases there for the next time; a change of a model wants new ones.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.growth.filling import HasPeople, fill
from bench.growth.shape import PEOPLE_LEAST, Shape, big, small
from bench.report import keep
from devtools.local_servers import Postgres

ROOT = Path(__file__).resolve().parents[2]
RATIO_MOST = 1.5
LIGHT_MS, HEAVY_MS = 100.0, 200.0
# Below this a difference is not felt, and the machine's own noise is as large.
FELT_MS = 10.0
Found = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench growth", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="at least 1000")
    parser.add_argument("--times", type=int, default=7, help="how often each door is asked")
    parser.add_argument("--only", default="", help="measure the doors with this in their name")
    parser.add_argument("--keep", type=Path, help="a folder for the filled databases")
    options = parser.parse_args()
    if options.people < PEOPLE_LEAST:
        sys.exit(f"There must be {PEOPLE_LEAST} people or more.")
    with ExitStack() as stack:
        place = options.keep or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="skileez-growth-"))
        )
        before, after = (
            measured(place / name, shape, options)
            for name, shape in (("small", small()), (f"big-{options.people}", big(options.people)))
        )
    return report(before, after, people=options.people)


def measured(place: Path, shape: Shape, options: argparse.Namespace) -> Found:
    """What each door costs at this size."""
    server = Postgres(place, throwaway=False)
    server.start()
    try:
        began = time.perf_counter()
        prepare(server.url, place, shape)
        print(f"{shape.people} people ready in {time.perf_counter() - began:.0f} s", flush=True)
        numbers = map(str, (shape.people, shape.entries_each, options.times))
        module = "bench.growth.measuring"
        return dict(json.loads(run(server.url, place, module, *numbers, options.only)))
    finally:
        server.stop()


def prepare(url: str, place: Path, shape: Shape) -> None:
    """Tables and people, unless an earlier run left them."""
    done = place / "filled"
    if done.exists():
        return
    run(url, place, "django", "migrate", "--verbosity", "0")
    try:
        fill(url, shape)
    except HasPeople as refusal:
        sys.exit(str(refusal))
    done.touch()


def run(url: str, place: Path, module: str, *arguments: str) -> str:
    """Run one of our modules on this database; returns what it printed."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SKILEEZ_ENV": "test",
        "SKILEEZ_DATA": str(place / "scratch"),
        "DATABASE_URL": url,
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


def report(before: Found, after: Found, *, people: int) -> int:
    """Print both sizes, keep them, and say which goals are missed; 1 when one is."""
    head = "".join(f"{name:>9}" for name in ("small", "big", "ratio", "app", "db", "p50", "pages"))
    print(f"\n{'ms of work':64}{head}")
    for name, now in after["doors"].items():
        then = before["doors"][name]["work_ms"]
        print(
            f"{name:64}{then:9.1f}{now['work_ms']:9.1f}{now['work_ms'] / max(then, 0.1):9.2f}"
            f"{now['app_ms']:9.1f}{now['db_ms']:9.1f}{now['p50_ms']:9.1f}{now['pages']:9}"
            f" {' '.join(now['scans'])}"
        )
    for plan in after["dearest"]:
        print(f"\n{plan['pages']} pages at {plan['at']}:\n{plan['plan']}")
    missed = [
        f"{name}: {miss}"
        for name, now in after["doors"].items()
        for miss in misses(name, before["doors"][name], now)
    ]
    print("", *(f"  MISSED  {each}" for each in missed), sep="\n")
    print(f"\n{len(missed)} goals are missed at {len(after['doors'])} doors.")
    keep("growth", {"people": people, "small": before, "big": after, "missed": missed})
    return int(bool(missed))


def misses(name: str, then: Found, now: Found) -> Iterator[str]:
    """What is over a goal at this door."""
    ratio = now["work_ms"] / max(then["work_ms"], FELT_MS)
    if ratio > RATIO_MOST:
        yield f"{ratio:.2f} × what it costs at small (goal {RATIO_MOST})"
    limit = LIGHT_MS if name.startswith("light") else HEAVY_MS
    if not name.startswith(("staff", "sweep")) and now["work_ms"] > limit:
        yield f"{now['work_ms']} ms (goal {limit})"
    if now["scans"]:
        yield f"reads {', '.join(now['scans'])} from the beginning to the end"


if __name__ == "__main__":
    sys.exit(main())
