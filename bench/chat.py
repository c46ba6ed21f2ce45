"""`./dev bench chat`: what a persisted and delivered message costs, beside plain Channels chats.

One web process each, PostgreSQL and Valkey pinned with it to one processor, the load on the other. Each
round starts every server anew and takes the contenders in turn, so that a noisy minute hits all alike.
"""

import argparse
import asyncio
import os
import pstats
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.crowd import Ledger, Person, everyone_talks, gather_crowd, out_of_order, steady
from bench.report import goal, keep, percentile, ratios, shown, spread
from bench.stage import (
    BARE,
    LOAD_CORES,
    NAIVE_CORE,
    NAIVE_PUBSUB,
    OURS,
    PROFILED,
    SKETCH,
    Contender,
    Stage,
)

CROWDS = (20, 100)  # pairs: few that talk all the time, and many
EACH = 18  # within the burst that one socket may send
STEADY_PER_SECOND = 20.0
STEADY_SECONDS = 10.0
LONG = 100_000
SHORT = 100
HOTTEST = 25
CONTENDERS = (OURS, SKETCH, NAIVE_CORE, NAIVE_PUBSUB, BARE)
Rounds = dict[str, list[dict[str, float]]]  # contender → what each round found


def main() -> None:
    options = _options()
    os.sched_setaffinity(0, LOAD_CORES)
    stage = Stage(max(options.pairs))
    contenders = [each for each in CONTENDERS if not options.only or each.name in options.only]
    try:
        crowds = {
            pairs: take_rounds(stage, contenders, pairs, options.rounds) for pairs in options.pairs
        }
        if options.only:
            return
        result = judge(crowds, measure_lengths(stage, options.rounds))
        if not all(each["met"] for each in result["goals"]):
            asyncio.run(measure(stage, PROFILED, max(options.pairs)))
            result["profile"] = hottest(stage.profile)
    finally:
        stage.close()
    keep("chat", result)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench chat", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pairs", type=int, nargs="+", default=CROWDS, help="how many pairs talk")
    parser.add_argument(
        "--only", nargs="+", help="these contenders; prints, judges and keeps nothing"
    )
    return parser.parse_args()


def take_rounds(stage: Stage, contenders: Sequence[Contender], pairs: int, rounds: int) -> Rounds:
    found: Rounds = {each.name: [] for each in contenders}
    for number in range(1, rounds + 1):
        for contender in contenders:
            figures = asyncio.run(measure(stage, contender, pairs))
            found[contender.name].append(figures)
            print(
                f"  {2 * pairs:>3} people, round {number}  {contender.name:<13} {line(figures)}",
                flush=True,
            )
    return found


async def measure(stage: Stage, contender: Contender, pairs: int) -> dict[str, float]:
    """CPU per message with everybody talking, then the delay at an easy pace."""
    with stage.serving(contender) as serving:
        crowded = Ledger(contender.is_ours)
        people = await gather_crowd(serving, stage.pairs[:pairs], crowded)
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


def judge(crowds: dict[int, Rounds], lengths: dict[int, list[float]]) -> dict[str, Any]:
    """Medians, ratios within each round, and the goals: of the few that talk all the time."""
    print()
    against = {pairs: _compare(pairs, rounds) for pairs, rounds in crowds.items()}
    growth = ratios(lengths[SHORT], lengths[LONG])
    print(f"  {LONG:,} entries cost {shown(growth)} times as much per message as {SHORT}\n")
    rounds, ratio = crowds[min(crowds)], against[min(crowds)]
    ours = [found for each in crowds.values() for found in each["ours"]]
    goals = [
        goal("CPU, ours over the sketch", 1 / ratio["sketch"]["median"], 1.3, at_least=False),
        goal("CPU, naive/core over ours", ratio["naive/core"]["median"], 9, at_least=True),
        goal("CPU, naive/pubsub over ours", ratio["naive/pubsub"]["median"], 3, at_least=True),
        goal("CPU, bare Channels over ours", ratio["bare/pubsub"]["median"], 1.5, at_least=True),
        goal("p50, ours over the sketch", _delay(rounds), 1, at_least=False),
        goal("messages lost", sum(found["lost"] for found in ours), 0, at_least=False),
        goal(
            "messages out of order", sum(found["out_of_order"] for found in ours), 0, at_least=False
        ),
        goal(f"CPU, {LONG:,} over {SHORT} entries", growth["median"], 1.15, at_least=False),
    ]
    return {
        "rounds": {str(2 * pairs): rounds for pairs, rounds in crowds.items()},
        "cpu_ratio": {str(2 * pairs): found for pairs, found in against.items()},
        "length_us": {str(entries): values for entries, values in lengths.items()},
        "length_ratio": growth,
        "goals": goals,
    }


def _compare(pairs: int, rounds: Rounds) -> dict[str, dict[str, float]]:
    """How many times as much as ours each rival costs."""
    cpu = {name: [found["cpu_us"] for found in each] for name, each in rounds.items()}
    against = {name: ratios(cpu["ours"], values) for name, values in cpu.items() if name != "ours"}
    for name, values in cpu.items():
        beside = f"   {shown(against[name])} × ours" if name in against else ""
        print(f"  {2 * pairs:>3} people  {name:<13} {shown(spread(values), ' µs/message')}{beside}")
    return against


def _delay(rounds: Rounds) -> float:
    """The median of ours over the sketch's, round by round."""
    ours, sketch = ([found["p50_ms"] for found in rounds[name]] for name in ("ours", "sketch"))
    return ratios(sketch, ours)["median"]


if __name__ == "__main__":
    main()
