"""A way to a server on which connections break: in the middle of what is asked, or before the answer."""

import random
import select
import socket
import struct
import threading

AT_ONCE = struct.pack("ii", 1, 0)  # for SO_LINGER: a reset instead of a farewell


class CuttingLine:
    """Listens on a port of its own. Two of three connections break, each elsewhere, until `cuts` did."""

    def __init__(self, port: int, *, cuts: int, seed: int) -> None:
        self.port, self.cuts, self.done = port, cuts, 0
        self.chance = random.Random(seed)
        self.counting = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self.listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=[client, self._fate()], daemon=True).start()

    def _fate(self) -> int | None:
        """After how many bytes of the client it breaks; 0 before the answer, None never."""
        with self.counting:
            if self.done >= self.cuts:
                return None
            return self.chance.choice([None, 0, self.chance.randint(1, 60_000)])

    def _carry(self, client: socket.socket, fate: int | None) -> None:
        try:
            with client, socket.create_connection(("127.0.0.1", self.port)) as server:
                if self._is_broken(client, server, fate):
                    with self.counting:
                        self.done += 1
                    break_off(client, server)
        except OSError:  # the server was killed, or the client went: the line went with them
            return

    def _is_broken(self, client: socket.socket, server: socket.socket, fate: int | None) -> bool:
        """Carry until one of them closes (False) or its fate is met."""
        asked = 0
        while True:
            ready, _writable, _broken = select.select([client, server], [], [])
            asking = client in ready
            data = (client if asking else server).recv(16_384)
            if not data:
                return False
            if not asking:
                if fate == 0:
                    return True
                client.sendall(data)
                continue
            part = data[: fate - asked] if fate else data
            server.sendall(part)
            asked += len(part)
            if fate and asked == fate:
                return True


def break_off(*lines: socket.socket) -> None:
    for line in lines:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        line.close()
