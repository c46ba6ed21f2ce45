"""Opening foreign bytes in a process of its own, which has limits and nothing to steal."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings

logger = logging.getLogger(__name__)
SECONDS_MOST: Final = 30
NOTHING: Final = {"refusal": "unreadable"}


def look_into(path: Path, into: Path, name: str, sides: Sequence[int] = ()) -> dict[str, Any]:
    """What `files.proving` found; a process that was ended or broke down found it unreadable.

    What is to be kept lies in the folder `into` afterwards. With `sides`, in pixels, it has to be a picture
    and is cut to squares of these.
    """
    command = [sys.executable, "-m", "files.proving", str(path), str(into), name]
    command += map(str, sides)
    try:
        done = subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS_MOST,
            check=False,
        )
        if done.returncode > 0:  # it failed by itself; below zero it met a limit
            logger.warning("not proved: %s", done.stderr[-500:].decode(errors="replace"))
        found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else NOTHING
    except (subprocess.TimeoutExpired, ValueError):
        return NOTHING
    return found
