"""Test money: a party of its own that speaks Stripe's API, so that nothing is ever charged.

Nothing in here imports the product, and of the product only `config` knows it. It has its own file, its own
clock and its own hosted pages; the real `stripe` library talks to it as to Stripe. See docs/payments.md.
"""
