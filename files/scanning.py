"""The scanner of viruses: none (said on the page), or clamd, asked in its own protocol."""

import socket
import struct
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from django.conf import settings

SECONDS: Final = 60.0
PIECE: Final = 128 * 1024
CLAMD_PORT: Final = 3310


class ScannerDown(Exception):
    """It could not say; the file waits."""


class Scanner(Protocol):
    def is_clean(self, path: Path) -> bool:
        """Whether nothing is found in this file. Raises ScannerDown."""


def current_scanner() -> Scanner | None:
    """None where nothing is scanned."""
    return None if settings.FILES_SCANNER == "off" else Clamd(settings.FILES_SCANNER)


class Clamd:
    """By `clamd://host:3310`, or `clamd:///path/of.socket`."""

    def __init__(self, address: str) -> None:
        self.address = urlsplit(address)

    def is_clean(self, path: Path) -> bool:
        try:
            with self._connection() as line:
                said = _ask(line, path)
        except OSError as error:
            raise ScannerDown(str(error)) from error
        if said.endswith("FOUND"):
            return False
        if said.endswith("OK"):
            return True
        raise ScannerDown(said)

    def _connection(self) -> socket.socket:
        if self.address.hostname:
            port = self.address.port or CLAMD_PORT
            return socket.create_connection((self.address.hostname, port), timeout=SECONDS)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(self.address.path)
        return line


def _ask(line: socket.socket, path: Path) -> str:
    """INSTREAM: pieces after their length, then a length of zero; the answer ends with a NUL."""
    line.sendall(b"zINSTREAM\0")
    with path.open("rb") as content:
        while piece := content.read(PIECE):
            line.sendall(struct.pack("!L", len(piece)) + piece)
    line.sendall(struct.pack("!L", 0))
    answer = b""
    while not answer.endswith(b"\0") and (more := line.recv(4096)):
        answer += more
    return answer.rstrip(b"\0").decode(errors="replace").strip()
