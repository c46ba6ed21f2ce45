"""Static files under names that carry their content's hash."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Also rewrites `import` in our ES modules, which Django leaves alone by default."""

    support_js_module_import_aggregation = True
