"""Everything people, the clock and Stripe can do with money."""
