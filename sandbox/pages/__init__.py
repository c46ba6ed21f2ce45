"""The hosted pages: plain forms, no script."""
