"""Who is paid by whom."""

from config.settings.environment import SITE_URL, STACK, env


def _listed(name: str, default: list[str]) -> list[str]:
    """What stands between commas, with or without a space behind them."""
    return [each.strip() for each in env.list(name, default=default) if each.strip()]


# `off`: people pay each other. `sandbox`: test money, by a Stripe of our own below /_sandbox/.
PAYMENTS = env.str("PAYMENTS", default="off")
# In the full stack it is a process of its own, since the web processes are several.
TEST_MONEY_INSIDE = PAYMENTS == "sandbox" and STACK == "embedded"
STRIPE_KEY = env.str("STRIPE_KEY", default="sk_test_sandbox" if PAYMENTS == "sandbox" else "")
STRIPE_API_BASE = env.str(
    "STRIPE_API_BASE", default=f"{SITE_URL}/_sandbox/stripe" if TEST_MONEY_INSIDE else ""
)
STRIPE_IS_LIVE = STRIPE_KEY.startswith(("sk_live_", "rk_live_"))
# In which students are charged; the platform's account settles in them.
PAYMENT_CURRENCIES = [each.upper() for each in _listed("PAYMENT_CURRENCIES", ["EUR"])]
# A production of its own that is tried with test keys.
PAYMENTS_TEST_MODE = env.bool("PAYMENTS_TEST_MODE", default=False)
# Several while one takes the place of another.
_OF_THE_SANDBOX = ["whsec_sandbox"] if PAYMENTS == "sandbox" else []
STRIPE_WEBHOOK_SECRETS = _listed("STRIPE_WEBHOOK_SECRETS", _OF_THE_SANDBOX)
STRIPE_CONNECT_WEBHOOK_SECRETS = _listed("STRIPE_CONNECT_WEBHOOK_SECRETS", _OF_THE_SANDBOX)
