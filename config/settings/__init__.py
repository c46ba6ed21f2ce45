"""Settings, read from the environment. docs/deploy.md lists every variable.

`SKILEEZ_ENV` says what this process is for (development, test, production) and `SKILEEZ_STACK`
what it runs on: `embedded` is one process with SQLite and everything in memory, `full` is
PostgreSQL and Valkey. `server/checks.py` holds what production does not accept.
"""

from config.settings.accounts import *
from config.settings.apps import *
from config.settings.background import *
from config.settings.browsers import *
from config.settings.data import *
from config.settings.environment import *
from config.settings.files import *
from config.settings.limits import *
from config.settings.mail import *
from config.settings.payments import *
from config.settings.static import *
