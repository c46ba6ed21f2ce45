"""`./dev run`: the whole product in one process, with SQLite and everything else in memory."""

from server import serve  # isort: skip  (installs the reactor)

import argparse
import gc
import os

from devtools import collected


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev run", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="0 takes any free one")
    parser.add_argument("--demo", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--short-demo", action="store_true", help="six people's last weeks only")
    parser.add_argument("--unbundled", action="store_true", help=collected.UNBUNDLED)
    options = parser.parse_args()
    try:
        listener = serve.bind("127.0.0.1", options.port)
    except serve.PortTaken as taken:
        raise SystemExit(str(taken)) from None
    gc.disable()  # until `serve` is ready
    os.environ["SKILEEZ_STACK"] = "embedded"
    os.environ["SKILEEZ_ORIGINS"] = serve.local_origins(listener)
    os.environ["SKILEEZ_DEMO"] = str(options.demo)
    os.environ.setdefault("PAYMENTS", "sandbox")

    collected.prepare(bundled=not options.unbundled)

    import config.asgi  # noqa: F401  (sets Django up)
    from devtools.embedded import Background
    from devtools.welcome import announcement, prepare_database

    prepare_database(short=options.short_demo)
    background = Background()
    background.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    serve.serve(
        listener,
        drain_seconds=serve.default_drain_seconds(),
        on_ready=lambda: print(announcement([address]), flush=True),
    )
    background.stop()
    serve.leave()


if __name__ == "__main__":
    main()
