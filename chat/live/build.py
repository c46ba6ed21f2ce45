"""Which build of the pages' files this process serves."""

from functools import cache

from django.contrib.staticfiles.storage import staticfiles_storage


@cache
def build_id() -> str:
    """Changes with every release that changed a static file; empty where files are not collected."""
    return str(getattr(staticfiles_storage, "manifest_hash", "") or "")
