"""How mails leave."""

from config.settings.environment import DATA_DIR, PRODUCTION, env
from server.private import private_folder

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
