"""How much one socket may ask for, and how much one person without a socket."""

from dataclasses import dataclass, field

from django.conf import settings

FRAMES_PER_SECOND = 5.0
BURST = 20.0
SOCKETS_PER_USER = 10
# The same pace for the twins of the frames: 100 in 20 seconds, unless set otherwise.
PRESSES_MOST, WITHIN_SECONDS = settings.CHAT_PRESSES_MOST, 20
REFUSALS_UNTIL_CLOSED = 200
OUTSTANDING_PUSHES_MOST = 256
OUTSTANDING_BYTES_MOST = 1024 * 1024


@dataclass(slots=True)
class Allowance:
    """A bucket that refills by time. `refused` counts frames refused since the last accepted one."""

    now: float
    left: float = BURST
    refused: int = field(default=0)

    def take(self, now: float) -> float:
        """Use one frame's worth. Returns 0, or how many seconds to wait before trying again."""
        self.left = min(BURST, self.left + (now - self.now) * FRAMES_PER_SECOND)
        self.now = now
        if self.left >= 1:
            self.left -= 1
            self.refused = 0
            return 0.0
        self.refused += 1
        return (1 - self.left) / FRAMES_PER_SECOND


@dataclass(slots=True)
class Outstanding:
    """What was sent and not yet acknowledged by the page: pushes, and answers to its resumes."""

    pushed: int = 0
    got: int = 0
    sizes: list[int] = field(default_factory=list)
    bytes: int = 0

    def add(self, size: int) -> bool:
        """Count one of them. Returns False when the page is too far behind to be sent any more."""
        self.pushed += 1
        self.sizes.append(size)
        self.bytes += size
        return len(self.sizes) <= OUTSTANDING_PUSHES_MOST and self.bytes <= OUTSTANDING_BYTES_MOST

    def acknowledge(self, count: int) -> None:
        """The page has received `count` pushes in all; less than before or too many changes nothing."""
        if not self.got < count <= self.pushed:
            return
        arrived = count - self.got
        self.bytes -= sum(self.sizes[:arrived])
        del self.sizes[:arrived]
        self.got = count
