"""Which address is answered by which function, and which parameters it takes."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.call import Call
from sandbox.errors import unknown_address, wrong_param
from sandbox.store import Body

Answer = Callable[[Call], Body]
OF_EVERY_LIST = ("limit", "starting_after", "ending_before", "created")


@dataclass(frozen=True)
class Route:
    method: str
    parts: tuple[str, ...]
    takes: frozenset[str]
    answer: Answer

    def ids(self, method: str, parts: tuple[str, ...]) -> tuple[str, ...] | None:
        """What stands where the address has a star, or None where it is another address."""
        if method != self.method or len(parts) != len(self.parts):
            return None
        pairs = list(zip(self.parts, parts, strict=True))
        if any(ours not in {"*", theirs} for ours, theirs in pairs):
            return None
        return tuple(theirs for ours, theirs in pairs if ours == "*")


ROUTES: list[Route] = []


def route(method: str, path: str, *takes: str) -> Callable[[Answer], Answer]:
    def register(answer: Answer) -> Answer:
        known = frozenset({*takes, "expand"})
        ROUTES.append(Route(method, tuple(path.strip("/").split("/")), known, answer))
        return answer

    return register


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """Raises ApiError."""
    parts = tuple(path.strip("/").split("/"))
    for each in ROUTES:
        if (ids := each.ids(method, parts)) is not None:
            return each, ids
    raise unknown_address(method, path)


def refuse_unknown(route: Route, params: Body) -> None:
    for name in params:
        if name not in route.takes:
            raise wrong_param(f"Received unknown parameter: {name}", name, "parameter_unknown")
