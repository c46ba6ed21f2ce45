"""`./dev bench sockets`: memory per idle socket, logins a second, and a storm of resumes."""

import argparse
import asyncio
import os
import resource
import time
from typing import Any

from bench.crowd import Ledger, Person, arrive
from bench.report import goal, keep
from bench.stage import LOAD_CORES, NAIVE_PUBSUB, OURS, Contender, Serving, Stage

PAIRS = 250
STORM = 1_000
MISSED = 20  # messages that each page of the storm has to be told
COUNTS = (1_000, 4_000)
AT_ONCE = 50


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev bench sockets", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    _allow_many_files(3 * max(COUNTS))
    os.sched_setaffinity(0, LOAD_CORES)
    stage = Stage(PAIRS)
    found: dict[str, list[dict[str, float]]] = {OURS.name: [], NAIVE_PUBSUB.name: []}
    try:
        for _round in range(options.rounds):
            for contender in (OURS, NAIVE_PUBSUB):
                figures = asyncio.run(measure(stage, contender))
                found[contender.name].append(figures)
                print(f"  {contender.name:<13} {figures}", flush=True)
    finally:
        stage.close()
    keep("sockets", judge(found))


def _allow_many_files(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count:
        raise SystemExit(f"{count} open files are needed; the limit of this machine is {hard}.")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))


async def measure(stage: Stage, contender: Contender) -> dict[str, float]:
    figures: dict[str, float] = {}
    with stage.serving(contender) as serving:
        ledger = Ledger(contender.is_ours)
        empty = serving.memory_kib()
        people: list[Person] = []
        for count in COUNTS:
            newcomers = _people(serving, count)[len(people) :]
            started = time.perf_counter()
            await arrive(newcomers, ledger, at_once=AT_ONCE)
            if not people:
                figures["connects_per_s"] = round(len(newcomers) / (time.perf_counter() - started))
            people += newcomers
            await asyncio.sleep(2)
            figures[f"kib_at_{count}"] = round((serving.memory_kib() - empty) / count, 1)
        if contender.is_ours:
            serving.stage.run("bench.people", "fill_each", str(MISSED))
            started = time.perf_counter()
            await asyncio.gather(*(person.resume() for person in people[:STORM]))
            figures["resume_storm_s"] = round(time.perf_counter() - started, 2)
            figures["replayed"] = sum(person.replayed for person in people[:STORM])
        await asyncio.gather(*(person.leave() for person in people))
    return figures


def _people(serving: Serving, count: int) -> list[Person]:
    """So many sockets, spread over everybody."""
    everybody = [
        (pair["conv"], person) for pair in serving.stage.pairs for person in pair["people"]
    ]
    return [
        Person(serving, conv, person["user"], person["cookie"])
        for conv, person in (everybody[number % len(everybody)] for number in range(count))
    ]


def judge(found: dict[str, list[dict[str, float]]]) -> dict[str, Any]:
    def median(name: str, figure: str) -> float:
        values = sorted(figures[figure] for figures in found[name])
        return values[len(values) // 2]

    most = f"kib_at_{COUNTS[-1]}"
    memory = median("ours", most) / median("naive/pubsub", most)
    connects = median("ours", "connects_per_s") / median("naive/pubsub", "connects_per_s")
    print()
    goals = [
        goal(
            f"memory per idle socket at {COUNTS[-1]:,}, ours over naive",
            memory,
            0.75,
            at_least=False,
        ),
        goal("authenticated connects a second, ours over naive", connects, 1.8, at_least=True),
        goal(
            "messages told by the storm", median("ours", "replayed"), STORM * MISSED, at_least=True
        ),
    ]
    return {"rounds": found, "goals": goals}


if __name__ == "__main__":
    main()
