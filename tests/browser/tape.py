"""What a page fetches over the line, as Chromium sees it."""

from typing import Any

# Latency in ms, and bits per second down and up.
NETWORKS = {"slow 4G": (150, 1_600_000, 750_000), "good 4G": (60, 9_000_000, 3_000_000)}


class Tape:
    """The answers that came over the line, not out of the browser's cache; `network` slows that line down."""

    def __init__(self, page: Any, network: str = "") -> None:
        self._kinds: dict[str, str] = {}
        self._cached: set[str] = set()
        self._sizes: dict[str, float] = {}
        self._addresses: dict[str, str] = {}
        line = page.context.new_cdp_session(page)
        line.on("Network.responseReceived", self._received)
        line.on("Network.requestServedFromCache", lambda e: self._cached.add(e["requestId"]))
        line.on("Network.loadingFinished", self._finished)
        line.send("Network.enable")
        if network:
            latency, down, up = NETWORKS[network]
            speeds = {"downloadThroughput": down / 8, "uploadThroughput": up / 8}
            conditions = {"offline": False, "latency": latency, **speeds}
            line.send("Network.emulateNetworkConditions", conditions)

    @property
    def addresses(self) -> list[str]:
        return [self._addresses[each] for each in self._sent()]

    def kilobytes(self, *kinds: str) -> float:
        """As they came over the line, heads included; without `kinds` all of them."""
        chosen = (each for each in self._sent() if not kinds or self._kinds[each] in kinds)
        return sum(self._sizes[each] for each in chosen) / 1000

    def _sent(self) -> list[str]:
        return [each for each in self._sizes if each in self._kinds and each not in self._cached]

    def _received(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        self._kinds[event["requestId"]] = event["type"]
        self._addresses[event["requestId"]] = answer["url"]
        if answer.get("fromDiskCache") or answer["url"].startswith("data:"):
            self._cached.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        self._sizes[event["requestId"]] = event["encodedDataLength"]
