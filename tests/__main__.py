"""`./dev test`: the whole suite, in the processes it needs.

Everything that runs inside one process runs on SQLite, and what uses the database on PostgreSQL as
well. What starts the real product (browser, delivery, faults) has pytest processes of its own: a
browser's event loop and Django's test database do not go together. These wait half of the time, so
the browser, which takes longest, runs beside the rest. See docs/testing.md.
"""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLACK_BOXES = ("browser", "delivery", "faults")
NOTHING_COLLECTED = 5
WORKERS = ("--numprocesses", str(max(2, os.cpu_count() or 2)))
# A browser's tests wait for the other side half of the time: two files at once, each with its own product.
SIDE_BY_SIDE = {"browser": ("--numprocesses", "2", "--dist", "loadfile", "--no-loadscope-reorder")}


@dataclass(frozen=True)
class Stage:
    title: str
    arguments: Sequence[str]
    database: str = "sqlite"


@dataclass(frozen=True)
class Result:
    code: int
    counts: Counter[str]


def main(arguments: list[str]) -> int:
    quick = "--quick" in arguments
    no_skips = "--no-skips" in arguments
    rest = [each for each in arguments if each not in {"--quick", "--no-skips"}]
    paths = [each for each in rest if Path(each.split("::")[0]).exists()]
    options = [each for each in rest if each not in paths]

    with tempfile.TemporaryDirectory(prefix="skileez-test-") as scratch:
        os.environ["SKILEEZ_TEST_SHELF"] = f"{scratch}/prepared"
        # Some fifty processes start here: without it each would compile the same files again.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        results = run_all(lanes(paths, quick=quick), options, Path(scratch))
    return verdict(results, no_skips=no_skips)


def verdict(results: list[Result], *, no_skips: bool) -> int:
    total: Counter[str] = sum((each.counts for each in results), Counter())
    failed = total["failures"] + total["errors"]
    passed = total["tests"] - failed - total["skipped"]
    print(f"\n{passed} passed, {failed} failed, {total['skipped']} skipped", flush=True)

    codes = [each.code for each in results if each.code != NOTHING_COLLECTED]
    if not codes:
        return NOTHING_COLLECTED
    if no_skips and total["skipped"]:
        print("A skipped test proves nothing here: install what it asks for.", flush=True)
        return 1
    return max(codes)


# --- Which stages ---------------------------------------------------------------------------


def lanes(paths: list[str], *, quick: bool) -> list[list[Stage]]:
    """Lanes run beside each other, the stages of one after each other."""
    if not paths and not quick:
        boxes = [Stage(name, whole(name)) for name in BLACK_BOXES]
        return [in_process(everything(), "postgres", "sqlite"), boxes]
    boxed = {name: [path for path in paths if is_inside(path, name)] for name in BLACK_BOXES}
    plain = [path for path in paths if path not in chain(*boxed.values())]
    inside = plain or ([] if paths else everything())
    if quick:
        return [in_process(inside, "sqlite")]
    named = [Stage(name, chosen) for name, chosen in boxed.items() if chosen]
    return [in_process(inside, "postgres", "sqlite") + named]


def in_process(paths: list[str], *databases: str) -> list[Stage]:
    once = {"sqlite": [], "postgres": ["--using-database"]}
    return [
        Stage(f"on {database}", [*paths, *once[database]], database)
        for database in (databases if paths else ())
    ]


def everything() -> list[str]:
    return ["tests", *(f"--ignore={ROOT / 'tests' / name}" for name in BLACK_BOXES), *WORKERS]


def whole(name: str) -> list[str]:
    return [str(ROOT / "tests" / name), *SIDE_BY_SIDE.get(name, ())]


def is_inside(path: str, name: str) -> bool:
    return Path(path.split("::")[0]).resolve().is_relative_to(ROOT / "tests" / name)


# --- Running them ---------------------------------------------------------------------------


def run_all(planned: list[list[Stage]], options: list[str], scratch: Path) -> list[Result]:
    # One lane shows what it does; of several, each stage says at its end what it said.
    start = show if len(planned) == 1 else collect
    with ThreadPoolExecutor(len(planned)) as threads:
        lane = partial(run_lane, start=start, options=options, scratch=scratch)
        return list(chain(*threads.map(lane, planned)))


def run_lane(lane, *, start, options: list[str], scratch: Path) -> list[Result]:
    return [run(stage, start, options, scratch / f"{stage.title}.xml") for stage in lane]


def run(stage: Stage, start, options: list[str], report: Path) -> Result:
    print(f"\n--- tests {stage.title}", flush=True)
    pytest = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}"]
    command = [*pytest, *stage.arguments, *options]
    code = start(stage, command, os.environ | {"SKILEEZ_TEST_DB": stage.database})
    return Result(code, counts(report))


def show(_stage: Stage, command: list[str], environment: dict[str, str]) -> int:
    return subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode


def collect(stage: Stage, command: list[str], environment: dict[str, str]) -> int:
    began = time.monotonic()
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    seconds = time.monotonic() - began
    print(f"\n--- tests {stage.title}: after {seconds:.0f} s\n{done.stdout}", flush=True)
    return done.returncode


def counts(report: Path) -> Counter[str]:
    """What pytest counted; a run that died before it could count is one error."""
    if not report.exists():
        return Counter(tests=1, errors=1)
    total: Counter[str] = Counter()
    for suite in ET.parse(report).getroot().iter("testsuite"):
        for name in ("tests", "failures", "errors", "skipped"):
            total[name] += int(suite.get(name, 0))
    return total


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
