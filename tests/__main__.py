"""`./dev test`: the whole suite, in the processes it needs.

Everything that runs inside one process runs on PostgreSQL and on SQLite. What starts the real
product (browser, delivery, faults) runs after it, each in a pytest process of its own: a browser's
event loop and Django's test database do not go together.
"""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLACK_BOXES = ("browser", "delivery", "faults")
NOTHING_COLLECTED = 5
WORKERS = ["--numprocesses", "2"]
# A browser's tests wait for the other side half of the time: two files at once, each with its own product.
SIDE_BY_SIDE = {"browser": [*WORKERS, "--dist", "loadfile"]}


@dataclass
class Stage:
    title: str
    arguments: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def main(arguments: list[str]) -> int:
    quick = "--quick" in arguments
    no_skips = "--no-skips" in arguments
    rest = [each for each in arguments if each not in {"--quick", "--no-skips"}]
    paths = [each for each in rest if Path(each.split("::")[0]).exists()]
    options = [each for each in rest if each not in paths]

    total: Counter[str] = Counter()
    codes = []
    with tempfile.TemporaryDirectory(prefix="skileez-test-") as scratch:
        os.environ["SKILEEZ_TEST_SHELF"] = f"{scratch}/prepared"
        # Some fifty processes start here: without it each would compile the same files again.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        for number, stage in enumerate(stages(paths, quick=quick)):
            report = Path(scratch, f"{number}.xml")
            codes.append(run(stage, options, report))
            total += counts(report)
    failed = total["failures"] + total["errors"]
    passed = total["tests"] - failed - total["skipped"]
    print(f"\n{passed} passed, {failed} failed, {total['skipped']} skipped", flush=True)

    if all(code == NOTHING_COLLECTED for code in codes):
        return NOTHING_COLLECTED
    if no_skips and total["skipped"]:
        print("A skipped test proves nothing here: install what it asks for.", flush=True)
        return 1
    return max((code for code in codes if code != NOTHING_COLLECTED), default=0)


def stages(paths: list[str], *, quick: bool) -> list[Stage]:
    boxed = {name: [path for path in paths if is_inside(path, name)] for name in BLACK_BOXES}
    plain = [path for path in paths if not any(path in inside for inside in boxed.values())]
    found = []
    if plain or not paths:
        found += [
            Stage(f"on {database}", in_process(plain), {"SKILEEZ_TEST_DB": database})
            for database in (("sqlite",) if quick else ("postgres", "sqlite"))
        ]
    if not quick:
        for name, chosen in boxed.items():
            folder = ROOT / "tests" / name
            everything = [] if paths else [str(folder), *SIDE_BY_SIDE.get(name, [])]
            if chosen or everything:
                found.append(Stage(name, chosen or everything))
    return found


def in_process(paths: list[str]) -> list[str]:
    if paths:
        return paths
    ignored = [f"--ignore={ROOT / 'tests' / name}" for name in BLACK_BOXES]
    return ["tests", *ignored, *WORKERS]


def is_inside(path: str, name: str) -> bool:
    return Path(path.split("::")[0]).resolve().is_relative_to(ROOT / "tests" / name)


def run(stage: Stage, options: list[str], report: Path) -> int:
    print(f"\n--- tests {stage.title}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}"]
    environment = os.environ | stage.environment
    return subprocess.run(
        [*command, *stage.arguments, *options], check=False, cwd=ROOT, env=environment
    ).returncode


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
