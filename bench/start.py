"""`./dev bench start`: how long a start and a stop take, on both stacks, with and without data.

A first start migrates an empty database and tells the demo; a second one finds both there. The
servers' wheels and our own requirements are installed by then: a fresh clone adds their download.

A start with data is also held against the least that such a product starts (`bench/rivals/least.py`), in
turn with it, by the CPU until `/healthz` answers; and what the first page and the first socket of a ready
product wait is held against the tenth.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import httpx
from websockets.asyncio.client import connect

from bench.report import goal, keep, ratios, shown, spread
from devtools.local_servers import free_port
from tests.browser.doors import PASSWORD
from tests.product import ROOT, Product

FIRST_GOAL, SECOND_GOAL, STOP_GOAL = 60.0, 5.0, 3.0
# A start of ours by the least start; the first page and socket by the tenth.
RUN_GOAL, WEB_GOAL, FRESH_GOAL = 1.6, 1.3, 2.0
STARTS = {
    "least": ("bench.rivals.least", "{port}"),
    "web": ("server.serve", "--port", "{port}"),
    "run": ("devtools.run", "--port", "{port}"),
}
TICKS = os.sysconf("SC_CLK_TCK")
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
    with disposable(Product("--short-demo")) as product:
        results |= held_against_the_least(product, rounds)
        results |= first_against_tenth(product, rounds)
    for name, limit in (
        ("web by least", WEB_GOAL),
        ("run by least", RUN_GOAL),
        ("first page by tenth", FRESH_GOAL),
        ("first socket by tenth", FRESH_GOAL),
    ):
        print(f"{name}: {shown(results[name])}")
        goals.append(goal(name, results[name]["median"], limit, at_least=False))
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


def held_against_the_least(product: Product, rounds: int) -> dict[str, dict[str, float]]:
    """CPU seconds until the first answer, and ours divided by the least."""
    product.start()
    product.stop()
    took = {name: [] for name in STARTS}
    for _round in range(rounds):
        for name, command in STARTS.items():
            took[name].append(cpu_until_it_answers(command, product.environment))
    told = {f"{name}, CPU seconds": spread(values) for name, values in took.items()}
    for name in ("web", "run"):
        told[f"{name} by least"] = ratios(took["least"], took[name])
    return told


def cpu_until_it_answers(command: tuple[str, ...], environment: dict[str, str]) -> float:
    port = free_port()
    arguments = [each.format(port=port) for each in command]
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not answers(f"http://127.0.0.1:{port}/healthz"):
            time.sleep(0.01)
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    finally:
        process.kill()
        process.wait()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status == 200
    except OSError:
        return False


def first_against_tenth(product: Product, rounds: int) -> dict[str, dict[str, float]]:
    """Of pages and sockets of somebody who is logged in, right after the product called itself ready."""
    product.start()
    cookies = logged_in(product.url)
    asyncio.run(milliseconds_of_a_socket(product.url, cookies))  # the client loads its own code
    pages, sockets = [], []
    for _round in range(rounds):
        for taken, measure_one in ((pages, milliseconds_of_a_page), (sockets, socket_of)):
            product.stop()
            product.start()
            taken.append([measure_one(product.url, cookies) for _time in range(10)])
    product.stop()
    return {
        f"first {name} by tenth": ratios([each[-1] for each in taken], [each[0] for each in taken])
        for name, taken in (("page", pages), ("socket", sockets))
    }


def logged_in(url: str) -> str:
    """The cookies of a student, as a header holds them."""
    address = f"{url}/account/login/"
    with httpx.Client() as client:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(address).text)
        form = {"login": "student@demo.test", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        assert client.post(address, data=form, headers={"Referer": address}).status_code == 302
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def milliseconds_of_a_page(url: str, cookies: str) -> float:
    began = time.perf_counter()
    answer = httpx.get(f"{url}/dashboard", headers={"Cookie": cookies})
    assert answer.status_code == 200
    return (time.perf_counter() - began) * 1000


def socket_of(url: str, cookies: str) -> float:
    return asyncio.run(milliseconds_of_a_socket(url, cookies))


async def milliseconds_of_a_socket(url: str, cookies: str) -> float:
    """Until the server says hello."""
    began = time.perf_counter()
    address = url.replace("http", "ws", 1) + "/ws"
    async with connect(address, origin=url, additional_headers={"Cookie": cookies}) as socket:
        await socket.recv()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
