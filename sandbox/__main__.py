"""`python -m sandbox --port 12111 --data sandbox.sqlite3`: the sandbox alone, on loopback."""

# Daphne installs the reactor on import, before anything else of Twisted may be imported.
import daphne.server  # isort: skip

import argparse
import signal
import socket
from pathlib import Path

from sandbox.app import API, Sandbox
from sandbox.events import Endpoint


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=12111, help="0 takes any free one")
    parser.add_argument("--fd", type=int, help="a listening socket that was handed to us")
    parser.add_argument("--data", type=Path, required=True, help="its own SQLite file")
    parser.add_argument("--webhooks", metavar="URL", help="where events of the platform go")
    parser.add_argument("--connect-webhooks", metavar="URL", help="where those of accounts go")
    parser.add_argument("--secret", default="whsec_sandbox", help="that signs them")
    options = parser.parse_args()
    addresses = ((options.webhooks, False), (options.connect_webhooks, True))
    ears = [Endpoint(url, options.secret, connect) for url, connect in addresses if url]
    listener = listening(options.port, options.fd)
    # A shell's background job starts with SIGINT ignored, and Twisted leaves it so.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    daphne.server.Server(
        Sandbox(options.data, ears),
        endpoints=[f"fd:fileno={listener.detach()}"],
        server_name="sandbox",
        ready_callable=lambda: print(f"Test money: {address}{API}", flush=True),
    ).run()


def listening(port: int, fd: int | None) -> socket.socket:
    return socket.create_server(("127.0.0.1", port)) if fd is None else socket.socket(fileno=fd)


if __name__ == "__main__":
    main()
