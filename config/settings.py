"""Settings, read from the environment. docs/deploy.md lists every variable.

`SKILEEZ_ENV` says what this process is for (development, test, production) and `SKILEEZ_STACK`
what it runs on: `embedded` is one process with SQLite and everything in memory, `full` is
PostgreSQL and Valkey. `server/checks.py` holds what production does not accept.
"""

import zoneinfo
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

from server.limits import Limits
from server.private import private_file, private_folder

BASE_DIR = Path(__file__).resolve().parent.parent
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

OUR_APPS = [
    "core",
    "accounts",
    "calendars",
    "marketplace",
    "contracts",
    "sessions",
    "payments",
    "chat",
    "notifications",
    "dashboards",
]

INSTALLED_APPS = [
    "server",  # first, for its checks
    *OUR_APPS,
    "devtools",  # for its commands
    "accounts.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "server.static.StaticFiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "csp",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "server.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages; what may be read from their length: docs/adr/0010
    "csp.middleware.CSPMiddleware",
    "core.middleware.CookieMiddleware",
    "core.middleware.BodyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SeenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.PersonMiddleware",
    "accounts.middleware.LocalTimeMiddleware",
    "core.middleware.AddressMiddleware",
    "core.middleware.EffectsMiddleware",
    "core.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "csp.context_processors.nonce",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "notifications.context.nav_counts",
            ],
        },
    }
]

# --- Data ---------------------------------------------------------------------------------

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

# --- Background work ----------------------------------------------------------------------

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL or "memory://localhost/")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"polling_interval": 0.02}
    if CELERY_BROKER_URL.startswith("memory:")
    # No second try for who queues a task: a person waits, and a sweep will find the work. (Workers
    # reconnect by other settings.)
    else {
        "visibility_timeout": 120,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "max_retries": 0,
    }
)
# Each app adds its own sweeps in its tasks module; this is the only clock that calls them.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "due-sessions": {"task": "sessions.tasks.sweep_sessions", "schedule": 15},
    "sessions-missed": {"task": "sessions.tasks.sweep_missed", "schedule": 300},
    "due-mails": {"task": "notifications.tasks.send_due_emails", "schedule": 20},
    "retention": {"task": "core.tasks.forget_what_is_old", "schedule": 3600},
    "recounts": {"task": "core.tasks.report_wrong_figures", "schedule": 86_400},
    "accounts": {"task": "accounts.tasks.sweep_accounts", "schedule": 3600},
    "marketplace": {"task": "marketplace.tasks.sweep_marketplace", "schedule": 60},
    "awards-missed": {"task": "marketplace.tasks.release_missed_awards", "schedule": 3600},
    "contracts": {"task": "contracts.tasks.sweep_contracts", "schedule": 60},
    "session-reminders": {"task": "notifications.tasks.queue_session_reminders", "schedule": 30},
    "digests-missed": {"task": "notifications.tasks.queue_missed_digests", "schedule": 3600},
    "unread-digests": {"task": "notifications.tasks.queue_unread_digests", "schedule": 60},
}

# --- Mail ---------------------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    globals().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "notifications.mailbox.FolderBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
    if not PRODUCTION:
        private_folder(EMAIL_FILE_PATH)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Skileez <hello@skileez.test>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where to report a weakness, as addresses (mailto:, https:, tel:); without one there is no security.txt.
SECURITY_CONTACTS = env.list("SKILEEZ_SECURITY_CONTACT", default=[])

# --- Accounts -----------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.ProvenAddress",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.Guessable"},
]
if ENVIRONMENT == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/dashboard"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.tokens.ResetTokens"  # noqa: S105
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignUpForm",
    "login": "accounts.login_forms.LogInForm",
    "add_email": "accounts.login_forms.NewAddressForm",
    "reset_password": "accounts.login_forms.ForgottenPasswordForm",
}
MFA_FORMS = {
    "authenticate": "accounts.login_forms.SecondStepForm",
    "reauthenticate": "accounts.login_forms.ProofByCodeForm",
}
# Passwords and codes are counted in accounts/tries.py, where nobody locks out another; the mails of
# forgotten passwords in notifications/quotas.py.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "reauthenticate": None,
    "reset_password": "20/m/ip",
}
USERSESSIONS_ADAPTER = "accounts.adapter.SessionsAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Unverified people may look around after signing up; what needs a proven address asks for it itself.
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds for which a proof is fresh
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_URL.startswith("https:") else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "accounts.second_steps.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Skileez"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = True

# --- Payments -----------------------------------------------------------------------------

# `off`: people pay each other. `sandbox`: test money, by a Stripe of our own below /_sandbox/.
PAYMENTS = env.str("PAYMENTS", default="off")
# In the full stack it is a process of its own, since the web processes are several.
TEST_MONEY_INSIDE = PAYMENTS == "sandbox" and STACK == "embedded"
STRIPE_KEY = env.str("STRIPE_KEY", default="sk_test_sandbox" if PAYMENTS == "sandbox" else "")
STRIPE_API_BASE = env.str(
    "STRIPE_API_BASE", default=f"{SITE_URL}/_sandbox/stripe" if TEST_MONEY_INSIDE else ""
)

# --- Pages --------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Bundles under hashed names (docs/bundles.md), or the files as they are written, fresh each time.
BUNDLED = PRODUCTION or env.bool("SKILEEZ_BUNDLED", default=False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "server.static.HashedStatic"
        if BUNDLED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not BUNDLED
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$|/js/parts/"
WHITENOISE_MAX_AGE = 60 if BUNDLED else 0

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        # 'self' does not cover ws: in every browser that is still around.
        "connect-src": [SELF, *(origin.replace("http", "ws", 1) for origin in ORIGINS)],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        # Script comes from files of ours; static/js/trusted.js says what markup may be put in.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = ORIGINS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
if PRODUCTION:
    # Browsers take such a cookie from this host only, over TLS, for all of it: no neighbour can plant one.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Subdomains and the browsers' preload list are for the owner of the domain to decide (docs/deploy.md).
# W004: several accounts may name an address that none of them has proven (docs/adr/0009).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "auth.W004"]
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$", r"^calendar/"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
    if env.int("TRUSTED_PROXY_COUNT", default=0):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Retention ---------------------------------------------------------------------------

# For how many days what only grows is kept: docs/retention.md.
KEEP_DAYS = {
    "logins": 1,
    "devices": 31,
    "links": 90,
    "finds": 90,
    "mails": 400,
    "notifications": 400,
}
KEEP_DAYS |= {name: int(days) for name, days in env.dict("SKILEEZ_KEEP_DAYS", default={}).items()}

# --- Limits -------------------------------------------------------------------------------

# The lean socket and consumer lean on inner parts of Daphne and Channels; off, the stock ones serve.
LEAN_SOCKETS = env.bool("SKILEEZ_LEAN_SOCKETS", default=True)
# How much one person may send and change in conversations without a socket, within 20 seconds.
CHAT_PRESSES_MOST = env.int("SKILEEZ_CHAT_PRESSES", default=100)
# Before any of our code runs. Behind a proxy all connections come from its address: it is the one to count.
REQUEST_LIMITS = Limits(
    connections=env.int(
        "SKILEEZ_CONNECTIONS_PER_ADDRESS", default=0 if ALLAUTH_TRUSTED_PROXY_COUNT else 1_000
    )
)
# A body is in memory as a whole, and neither it nor a file in it goes to disk.
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = REQUEST_LIMITS.body_bytes

# --- Logs ---------------------------------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING_CONFIG = "server.logs.configure"
LOGGING = {"json": PRODUCTION, "level": LOG_LEVEL}
