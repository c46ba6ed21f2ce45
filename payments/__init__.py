"""Money: charged before, held, released after the outcome is final. See docs/payments.md."""
