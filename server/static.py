"""Static files as bundles, compressed, under names that carry their content's hash."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import CommandError
from whitenoise.storage import CompressedManifestStaticFilesStorage

from server import bundles

# The only form in which the tool writes them.
IMPORT = re.compile(r"""\b(?:import|from)"(\.[^"]+)\"""")


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Takes bundles instead of the files that they are made of."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, Any]]:
        if not dry_run:
            paths |= {name: (self, name) for name in self._make_bundles()}
        yield from super().post_process(paths, dry_run, **options)

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        return name if _is_part(name) else super().hashed_name(name, content, filename)

    def parts_of(self, name: str) -> list[str]:
        """The addresses of what this script imports."""
        return [self.url(part) for part in _parts(Path(self.path(self.stored_name(name))), name)]

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        """What bears its hash in its name need not be compressed again."""
        new = {path for path in paths if not Path(f"{self.path(path)}.gz").exists()}
        yield from super().compress_files(new)

    def _make_bundles(self) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            try:
                made = bundles.make(Path(folder))
            except bundles.BundlesNotMade as error:
                raise CommandError(str(error)) from error
            shutil.copytree(folder, self.location, dirs_exist_ok=True)
        return made


# The staff desk asks for these while somebody looks for a fault, and for smaller ones otherwise.
FOR_READING = ("jquery.js", "select2.full.js", "xregexp.js")


class StaticFiles(StaticFilesConfig):
    """Leaves out what bundles hold, and of htmx what no page asks for."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *bundles.loose_sources(),
        "django_htmx/ext/*",
        "django_htmx/htm*-4*",
        "django_htmx/htmx-2.js",
    ]

    def ready(self) -> None:
        super().ready()
        if not settings.DEBUG:
            self.ignore_patterns = [*self.ignore_patterns, *FOR_READING]


def is_missing() -> bool:
    """Whether `collectstatic` has left nothing to serve here."""
    return not getattr(staticfiles_storage, "hashed_files", None)


def _is_part(name: str) -> bool:
    return name.startswith(bundles.PARTS)


@cache
def _parts(path: Path, name: str) -> tuple[str, ...]:
    folder = Path(name).parent
    return tuple((folder / found).as_posix() for found in IMPORT.findall(path.read_text()))
