"""The sandbox, asked by the real `stripe` library; every body is held against Stripe's own description."""
