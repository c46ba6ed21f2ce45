"""Static files under names that carry their content's hash."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Also rewrites `import` in our ES modules, which Django leaves alone by default."""

    support_js_module_import_aggregation = True


class StaticFiles(StaticFilesConfig):
    """Leaves out htmx's extensions: unused, and an example in a comment there fails to resolve."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*"]
