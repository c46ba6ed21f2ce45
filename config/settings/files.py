"""Files that people bring: where they lie, who scans them, who hands them out."""

from pathlib import Path

from config.settings.environment import DATA_DIR, env

FILES_DIR = Path(env.str("SKILEEZ_FILES", default=str(DATA_DIR / "files")))
# `off`, or clamd://host:3310 or clamd:///path/of.socket. Production refuses `off`.
FILES_SCANNER = env.str("SKILEEZ_SCANNER", default="off")
# The internal place of nginx that is FILES_DIR, such as /kept-files/; empty: `web` reads them itself.
FILES_ACCEL = env.str("SKILEEZ_FILES_ACCEL", default="")
