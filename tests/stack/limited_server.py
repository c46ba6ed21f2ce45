"""A server of ours with the smallest application that tells what reached it.

`python -m tests.stack.limited_server '{"body_bytes": 1000}'` prints its port. `/large` answers with 300,000
bytes in parts, `/broken` fails, `/refused` takes no socket, anything else answers with the size of the body
that came and the files without a name that are open.
"""

from server import serve  # isort: skip  (installs the reactor)

import json
import os
import sys
from pathlib import Path

from server.head import BodilessAnswers
from server.limits import Limits

PART = b"x" * 60_000


async def application(scope, receive, send):
    if scope["path"] == "/broken":
        raise RuntimeError("broken")
    if scope["type"] == "websocket":
        await receive()
        is_refused = scope["path"] == "/refused"
        await send({"type": "websocket.close" if is_refused else "websocket.accept"})
        await receive()
        return
    size, event = 0, await receive()
    while event["type"] == "http.request":
        size += len(event["body"])
        if not event["more_body"]:
            break
        event = await receive()
    spooled = [each.name for each in Path("/proc/self/fd").iterdir() if is_nameless(each)]
    parts = {"/large": [PART] * 5}.get(scope["path"], [f"{size} bytes, {spooled}".encode()])
    length = str(sum(map(len, parts))).encode()
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]}
    )
    for number, part in enumerate(parts, start=1):
        await send({"type": "http.response.body", "body": part, "more_body": number < len(parts)})


def is_nameless(descriptor):
    is_ours = int(descriptor.name) > 2
    return is_ours and descriptor.is_symlink() and "deleted" in os.readlink(descriptor)  # noqa: PTH115


if __name__ == "__main__":
    listener = serve.bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    server = serve.Server(
        BodilessAnswers(application),
        listener,
        limits=Limits(**json.loads(sys.argv[1])),
        ready_callable=lambda: print(port, flush=True),
    )
    server.stop_on_signals(drain_seconds=0)
    server.run()
    serve.leave()
