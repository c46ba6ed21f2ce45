"""How much is taken from one, and for how long it is kept; and what is logged."""

from config.settings.accounts import ALLAUTH_TRUSTED_PROXY_COUNT
from config.settings.environment import PRODUCTION, env
from server.limits import Limits

# For how many days what only grows is kept: docs/retention.md.
KEEP_DAYS = {
    "logins": 1,
    "unproven": 7,
    "devices": 31,
    "links": 90,
    "finds": 90,
    "mails": 400,
    "notifications": 400,
    "stripe_events": 90,
}
KEEP_DAYS |= {name: int(days) for name, days in env.dict("SKILEEZ_KEEP_DAYS", default={}).items()}

# The lean socket and consumer lean on inner parts of Daphne and Channels; off, the stock ones serve.
LEAN_SOCKETS = env.bool("SKILEEZ_LEAN_SOCKETS", default=True)
# How much one person may send and change in conversations without a socket, within 20 seconds.
CHAT_PRESSES_MOST = env.int("SKILEEZ_CHAT_PRESSES", default=100)
# A part of a file (docs/files.md): in memory like every body, so no larger than it must be.
PART_BYTES = 4 * 1024 * 1024
# Before any of our code runs. Behind a proxy all connections come from its address: it is the one to count.
REQUEST_LIMITS = Limits(
    larger_bodies={"/api/uploads/": PART_BYTES},
    connections=env.int(
        "SKILEEZ_CONNECTIONS_PER_ADDRESS", default=0 if ALLAUTH_TRUSTED_PROXY_COUNT else 1_000
    ),
)
# A body is in memory as a whole, and neither it nor a file in it goes to disk.
DATA_UPLOAD_MAX_MEMORY_SIZE = REQUEST_LIMITS.body_bytes
FILE_UPLOAD_MAX_MEMORY_SIZE = PART_BYTES

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING_CONFIG = "server.logs.configure"
LOGGING = {"json": PRODUCTION, "level": LOG_LEVEL}
