"""Our database and sessions under the layer and the connections that a rival names by environment."""

import os

from config.settings import *  # noqa: F403
from config.settings import DATABASES, REDIS_URL

LAYERS = {
    "core": "channels_redis.core.RedisChannelLayer",
    "pubsub": "channels_redis.pubsub.RedisPubSubChannelLayer",
}
CHANNEL_LAYERS = {
    "default": {"BACKEND": LAYERS[os.environ["RIVAL_LAYER"]], "CONFIG": {"hosts": [REDIS_URL]}}
}
# Each thread keeps its connection: what a plain Channels chat can be set up to at best.
DATABASES["default"]["OPTIONS"].pop("pool", None)
DATABASES["default"]["CONN_MAX_AGE"] = None
