"""Celery, and the one clock that calls what is due."""

from config.settings.data import REDIS_URL
from config.settings.environment import env
from config.settings.payments import PAYMENTS

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
    "files-to-check": {"task": "files.tasks.check_waiting", "schedule": 10},
    "files": {"task": "files.tasks.sweep_files", "schedule": 3600},
    "retention": {"task": "core.tasks.forget_what_is_old", "schedule": 3600},
    "recounts": {"task": "core.tasks.report_wrong_figures", "schedule": 86_400},
    "accounts": {"task": "accounts.tasks.sweep_accounts", "schedule": 3600},
    "accounts-unproven": {"task": "accounts.tasks.empty_unproven_accounts", "schedule": 600},
    "marketplace": {"task": "marketplace.tasks.sweep_marketplace", "schedule": 60},
    "awards-missed": {"task": "marketplace.tasks.release_missed_awards", "schedule": 3600},
    "contracts": {"task": "contracts.tasks.sweep_contracts", "schedule": 60},
    "session-reminders": {"task": "notifications.tasks.queue_session_reminders", "schedule": 30},
    "digests-missed": {"task": "notifications.tasks.queue_missed_digests", "schedule": 3600},
    "unread-digests": {"task": "notifications.tasks.queue_unread_digests", "schedule": 60},
}
if PAYMENTS != "off":
    CELERY_BEAT_SCHEDULE |= {
        "due-calls": {"task": "payments.tasks.send_due_calls", "schedule": 20},
        "due-events": {"task": "payments.tasks.work_due_events", "schedule": 20},
        "due-charges": {"task": "payments.tasks.sweep_charges", "schedule": 15},
        "untold-events": {"task": "payments.tasks.poll_events", "schedule": 3600},
    }
