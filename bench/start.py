"""`./dev bench start`: how long a start and a stop take, on both stacks, with and without data.

A first start migrates an empty database and tells the demo; a second one finds both there. The
servers' wheels and our own requirements are installed by then: a fresh clone adds their download.
"""

import argparse
import time
from contextlib import contextmanager

from bench.report import goal, keep, shown, spread
from tests.product import Product

FIRST_GOAL, SECOND_GOAL, STOP_GOAL = 60.0, 5.0, 3.0
STACKS = {"embedded": [], "full": ["--demo"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    results, goals = {}, []
    for stack, arguments in STACKS.items():
        seconds = {"first start": [], "second start": [], "stop": []}
        for _round in range(rounds):
            for name, value in measure(stack, arguments):
                seconds[name].append(value)
        results[stack] = {name: spread(values) for name, values in seconds.items()}
        print(f"{stack}, seconds, median (fastest–slowest) of {rounds} rounds")
        for name, values in results[stack].items():
            print(f"  {name}: {shown(values)}")
        for name, limit in zip(seconds, (FIRST_GOAL, SECOND_GOAL, STOP_GOAL), strict=True):
            median = results[stack][name]["median"]
            goals.append(goal(f"{stack}: {name}", median, limit, at_least=False))
    keep("start", {**results, "goals": goals})


def measure(stack: str, arguments: list[str]) -> list[tuple[str, float]]:
    with disposable(Product(*arguments, stack=stack)) as product:
        first = seconds_until_the_first_page(product)
        stops = [product.stop()]
        second = seconds_until_the_first_page(product)
        stops.append(product.stop())
    return [("first start", first), ("second start", second), *(("stop", each) for each in stops)]


@contextmanager
def disposable(product: Product):
    try:
        yield product
    finally:
        product.dispose()


def seconds_until_the_first_page(product: Product) -> float:
    began = time.monotonic()
    product.start()
    assert product.get("/")[0] == 200
    return time.monotonic() - began


if __name__ == "__main__":
    main()
