"""Databases, caches and the line between processes."""

from pathlib import Path

from config.settings.environment import DATA_DIR, ENVIRONMENT, PRODUCTION, env
from server.private import private_file

DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'skileez.sqlite3'}")
}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    if not PRODUCTION:
        private_file(Path(_database["NAME"]))
    _database["OPTIONS"] = {
        # Take the write lock at BEGIN: two writers wait for each other instead of failing late.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # A file, because an in-memory database cannot be shared between threads honestly.
    _database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    _database["CONN_HEALTH_CHECKS"] = True
    # What the address itself asks for stays, TLS above all: ?sslmode=verify-full&sslrootcert=…
    # Without jit: PostgreSQL would compile a long statement anew each time, for longer than it then runs.
    _database.setdefault("OPTIONS", {}).update(
        options="-c lock_timeout=2000 -c jit=off -c random_page_cost=1.1", connect_timeout=3
    )
    if ENVIRONMENT == "test":
        _database["CONN_MAX_AGE"] = 0
    else:
        # Daphne gives each request a thread of its own, so a connection kept per thread would
        # never be used twice; the pool hands checked ones out and gives up before a request hangs.
        _database["OPTIONS"]["pool"] = {
            "min_size": 1,
            "max_size": env.int("DATABASE_POOL_SIZE", default=10),
            "timeout": 3,
        }

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "server.cache.FailOpenRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "skileez",
            "OPTIONS": {
                "serializer": "server.cache.JsonSerializer",
                "socket_timeout": 0.5,
                "socket_connect_timeout": 0.5,
            },
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": "skileez"},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            # By default it drops at 100 events and leaves its groups after a day.
            "CONFIG": {"capacity": 100_000, "group_expiry": 30 * 86_400},
        }
    }
