"""One module for each family of formats. They run confined, and know nothing of Django."""
