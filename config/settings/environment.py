"""What this process is for, what it runs on, and where it is found."""

import zoneinfo
from pathlib import Path

import environ

from server.private import private_folder

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

ENVIRONMENT = env.str("SKILEEZ_ENV", default="development")
STACK = env.str("SKILEEZ_STACK", default="full" if ENVIRONMENT == "production" else "embedded")
PRODUCTION = ENVIRONMENT == "production"
DATA_DIR = Path(env.str("SKILEEZ_DATA", default=str(BASE_DIR / ".data")))
if not PRODUCTION:
    private_folder(DATA_DIR)

DEBUG = env.bool("DEBUG", default=False)
DEFAULT_SECRET_KEY = "for-development-only-and-refused-in-production"  # noqa: S105
SECRET_KEY = env.str("SECRET_KEY", default=DEFAULT_SECRET_KEY)
# What was signed with an earlier key still holds: logins, links of mails, feeds.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# Full origins (scheme, host, port). `server.serve` fills them in once the port is known.
ORIGINS = env.list("SKILEEZ_ORIGINS", default=[] if PRODUCTION else ["http://127.0.0.1:8000"])
SITE_URL = ORIGINS[0] if ORIGINS else ""
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost"])

DEMO = env.bool("SKILEEZ_DEMO", default=False)
# Shows everybody's mail, links included: never where a stranger could look.
DEV_MAILBOX = env.bool("SKILEEZ_MAILBOX", default=not PRODUCTION)

# Zones come from the tzdata package: the system's files may be older than the law.
zoneinfo.reset_tzpath(to=())
