"""`./dev bench chat`: what a persisted and delivered message costs, beside plain Channels chats.

One web process each, PostgreSQL and Valkey pinned with it to one processor, the load on the other. Each
round starts every server anew and takes the contenders in turn, so that a noisy minute hits all alike.
"""

import argparse
import asyncio
import os
import pstats
from pathlib import Path
from typing import Any

from bench.crowd import Ledger, Person, everyone_talks, gather_crowd, out_of_order, steady
from bench.report import goal, keep, percentile, ratios, shown, spread
from bench.stage import BARE, LOAD_CORES, NAIVE_CORE, NAIVE_PUBSUB, OURS, PROFILED, Contender, Stage

PAIRS = 100
EACH = 18  # within the burst that one socket may send
STEADY_PER_SECOND = 20.0
STEADY_SECONDS = 10.0
LONG = 100_000
SHORT = 100
HOTTEST = 25


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev bench chat", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    os.sched_setaffinity(0, LOAD_CORES)
    stage = Stage(PAIRS)
    try:
        contenders = (OURS, NAIVE_CORE, NAIVE_PUBSUB, BARE)
        rounds: dict[str, list[dict[str, float]]] = {each.name: [] for each in contenders}
        for number in range(1, options.rounds + 1):
            for contender in contenders:
                found = asyncio.run(measure(stage, contender))
                rounds[contender.name].append(found)
                print(f"  round {number}  {contender.name:<13} {line(found)}", flush=True)
        lengths = measure_lengths(stage, options.rounds)
        result = judge(rounds, lengths)
        if not all(each["met"] for each in result["goals"]):
            asyncio.run(measure(stage, PROFILED))
            result["profile"] = hottest(stage.profile)
    finally:
        stage.close()
    keep("chat", result)


async def measure(stage: Stage, contender: Contender) -> dict[str, float]:
    """CPU per message with everybody talking, then the delay at an easy pace."""
    with stage.serving(contender) as serving:
        crowded = Ledger(contender.is_ours)
        people = await gather_crowd(serving, stage.pairs, crowded)
        before = serving.cpu_seconds()
        await everyone_talks(people, crowded, each=EACH)
        cpu = serving.cpu_seconds() - before
        calm = Ledger(contender.is_ours)
        await _hand_over(people, calm)
        await steady(people, calm, per_second=STEADY_PER_SECOND, seconds=STEADY_SECONDS)
        for person in people:
            await person.leave()
        delays = [seconds * 1000 for seconds in calm.seconds]
        return {
            "cpu_us": cpu / (len(people) * EACH) * 1e6,
            "p50_ms": percentile(delays, 50),
            "p95_ms": percentile(delays, 95),
            "p99_ms": percentile(delays, 99),
            "lost": crowded.lost + calm.lost,
            "out_of_order": out_of_order(people),
        }


async def _hand_over(people: list[Person], ledger: Ledger) -> None:
    """Let the readers write into another ledger from now on."""
    for person in people:
        if person.reader is not None:
            person.reader.cancel()
        person.reader = asyncio.create_task(person._read(ledger))  # noqa: SLF001
    await asyncio.sleep(4)  # the allowance of each socket fills up again


def measure_lengths(stage: Stage, rounds: int) -> dict[int, list[float]]:
    """Our CPU in µs per message with few and with many entries before it, in turn."""
    found: dict[int, list[float]] = {SHORT: [], LONG: []}
    for _round in range(rounds):
        for entries, values in found.items():
            values.append(asyncio.run(measure_length(stage, entries)))
    return found


async def measure_length(stage: Stage, entries: int) -> float:
    """Our CPU in µs per message in one conversation that has so many entries already."""
    with stage.serving(OURS) as serving:
        pair = stage.pairs[0]
        stage.run("bench.people", "fill", str(pair["conv"]), str(entries))
        stage.sql("ANALYZE chat_entry")
        ledger = Ledger(ours=True)
        people = [
            Person(serving, pair["conv"], person["user"], person["cookie"])
            for person in pair["people"]
            for _tab in range(10)
        ]
        for person in people:
            await person.come(ledger)
        before = serving.cpu_seconds()
        await talk_only(people, ledger)
        cpu = serving.cpu_seconds() - before
        for person in people:
            await person.leave()
        return cpu / (len(people) * EACH) * 1e6


async def talk_only(people: list[Person], ledger: Ledger) -> None:
    async def talk(person: Person) -> None:
        for _turn in range(EACH):
            await person.say(ledger)

    await asyncio.gather(*(talk(person) for person in people))


def hottest(profile: Path) -> list[dict[str, Any]]:
    """The functions that took most of the loop's thread: seconds of their own, and with what they call."""
    stats = pstats.Stats(str(profile)).stats  # type: ignore[attr-defined]
    rows = [
        {
            "function": f"{Path(file).name}:{number} {name}",
            "calls": calls,
            "own_s": round(own, 3),
            "all_s": round(inside, 3),
        }
        for (file, number, name), (_primitive, calls, own, inside, _callers) in stats.items()
    ]
    return sorted(rows, key=lambda row: -row["own_s"])[:HOTTEST]


def line(found: dict[str, float]) -> str:
    return (
        f"{found['cpu_us']:7.0f} µs/message   p50 {found['p50_ms']:6.2f}  p95 {found['p95_ms']:6.2f}  "
        f"p99 {found['p99_ms']:6.2f} ms   lost {found['lost']:.0f}  out of order {found['out_of_order']:.0f}"
    )


def judge(
    rounds: dict[str, list[dict[str, float]]], lengths: dict[int, list[float]]
) -> dict[str, Any]:
    """Medians, ratios within each round, and the goals."""

    def values(name: str, figure: str) -> list[float]:
        return [found[figure] for found in rounds[name]]

    print()
    for name in rounds:
        print(f"  {name:<13} {shown(spread(values(name, 'cpu_us')), ' µs/message')}")
    against = {
        name: ratios(values("ours", "cpu_us"), values(name, "cpu_us"))
        for name in rounds
        if name != "ours"
    }
    for name, ratio in against.items():
        print(f"  {name:<13} costs {shown(ratio)} times as much as ours")
    delay = ratios(values("naive/core", "p50_ms"), values("ours", "p50_ms"))
    growth = ratios(lengths[SHORT], lengths[LONG])
    print(f"  {LONG:,} entries cost {shown(growth)} times as much per message as {SHORT}")
    print()
    goals = [
        goal("CPU, naive/core over ours", against["naive/core"]["median"], 8, at_least=True),
        goal("CPU, naive/pubsub over ours", against["naive/pubsub"]["median"], 3, at_least=True),
        goal("CPU, bare Channels over ours", against["bare/pubsub"]["median"], 1.5, at_least=True),
        goal("p50, ours over naive/core", delay["median"], 0.6, at_least=False),
        goal("messages lost", sum(values("ours", "lost")), 0, at_least=False),
        goal("messages out of order", sum(values("ours", "out_of_order")), 0, at_least=False),
        goal(f"CPU, {LONG:,} over {SHORT} entries", growth["median"], 1.15, at_least=False),
    ]
    return {
        "rounds": rounds,
        "cpu_ratio": against,
        "p50_ratio": delay,
        "length_us": {str(entries): values for entries, values in lengths.items()},
        "length_ratio": growth,
        "goals": goals,
    }


if __name__ == "__main__":
    main()
