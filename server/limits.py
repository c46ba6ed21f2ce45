"""What a stranger may send before any of our code has looked at it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """Bytes of a body, seconds for a request to arrive, connections of one address at once.

    `larger_bodies` names the beginnings of paths that take more, and how many bytes. `connections` counts
    pages and sockets; 0 leaves counting to the proxy in front, whose address all of them have.
    """

    body_bytes: int = 1_000_000
    larger_bodies: dict[str, int] = field(default_factory=dict)
    head_seconds: float = 10.0
    body_seconds: float = 60.0
    connections: int = 1_000

    def body_bytes_at(self, path: str) -> int:
        """The most that this path takes."""
        larger = (most for start, most in self.larger_bodies.items() if path.startswith(start))
        return max(larger, default=self.body_bytes)
