"""Who is paid by whom."""

from config.settings.environment import SITE_URL, STACK, env

# `off`: people pay each other. `sandbox`: test money, by a Stripe of our own below /_sandbox/.
PAYMENTS = env.str("PAYMENTS", default="off")
# In the full stack it is a process of its own, since the web processes are several.
TEST_MONEY_INSIDE = PAYMENTS == "sandbox" and STACK == "embedded"
STRIPE_KEY = env.str("STRIPE_KEY", default="sk_test_sandbox" if PAYMENTS == "sandbox" else "")
STRIPE_API_BASE = env.str(
    "STRIPE_API_BASE", default=f"{SITE_URL}/_sandbox/stripe" if TEST_MONEY_INSIDE else ""
)
