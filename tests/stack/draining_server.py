"""A server of ours with the smallest application that can tell how its sockets ended.

`python -m tests.stack.draining_server SECONDS [stock]` prints its port, then one line per disconnect.
"""

from server import serve  # isort: skip  (installs the reactor)

import sys
import time


async def application(scope, receive, send):
    if scope["type"] == "http":
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"served"})
        return
    assert (await receive())["type"] == "websocket.connect"
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.close", "code": int(event["text"])})
    print("disconnected", event["code"], time.monotonic(), flush=True)


if __name__ == "__main__":
    listener = serve.bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    server = serve.Server(
        application,
        listener,
        lean=sys.argv[2:] != ["stock"],
        ready_callable=lambda: print(port, flush=True),
    )
    server.stop_on_signals(drain_seconds=float(sys.argv[1]))
    server.run()
    serve.leave()
