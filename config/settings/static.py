"""Styles, scripts and pictures."""

from pathlib import Path

from config.settings.environment import BASE_DIR, PRODUCTION, env
from config.settings.files import FILES_DIR

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Bundles under hashed names (docs/bundles.md), or the files as they are written, fresh each time.
BUNDLED = PRODUCTION or env.bool("SKILEEZ_BUNDLED", default=False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "files": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": FILES_DIR,
            "file_permissions_mode": 0o640,
            "directory_permissions_mode": 0o750,
        },
    },
    "staticfiles": {
        "BACKEND": "server.static.HashedStatic"
        if BUNDLED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not BUNDLED
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no network in front hands them to pages of other sites
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$|/js/parts/"
WHITENOISE_MAX_AGE = 60 if BUNDLED else 0
