"""Numbers as people and programs read them."""

import json
import platform
import statistics
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


def percentile(values: Sequence[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(values), 3),
        "min": round(min(values), 3),
        "max": round(max(values), 3),
    }


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, float]:
    """theirs / ours, round by round."""
    return spread([b / a for a, b in zip(ours, theirs, strict=True)])


def shown(value: Mapping[str, float], unit: str = "") -> str:
    return f"{value['median']:g}{unit} ({value['min']:g}–{value['max']:g})"


def goal(name: str, value: float, limit: float, *, at_least: bool) -> dict[str, Any]:
    met = value >= limit if at_least else value <= limit
    sign = "≥" if at_least else "≤"
    print(f"  {'met   ' if met else 'MISSED'}  {name}: {value:.2f} (goal {sign} {limit})")
    return {"name": name, "value": round(value, 3), "goal": f"{sign} {limit}", "met": met}


def keep(name: str, result: Mapping[str, Any]) -> Path:
    """Write the result as `bench/results/NAME.json`."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    about = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    path.write_text(json.dumps({"about": about, **result}, indent=1) + "\n")
    print(f"\n  kept in bench/results/{path.name}")
    return path
