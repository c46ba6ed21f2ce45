"""Our server under the profiler: `python -m bench.profiled FILE --fd N`; FILE is written when it ends."""

import cProfile
import sys
from typing import NoReturn

from server import serve


def main() -> None:
    target = sys.argv.pop(1)
    profile = cProfile.Profile()
    leave = serve.leave

    def keep_and_leave() -> NoReturn:
        profile.disable()
        profile.dump_stats(target)
        leave()

    serve.leave = keep_and_leave
    profile.enable()
    serve.main()


if __name__ == "__main__":
    main()
