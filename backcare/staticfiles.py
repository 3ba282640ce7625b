"""Static files as they are served: hashed, compressed, and one stylesheet instead of thirty.

The source keeps one component a file, and `css/site.css` names them with plain `@import` lines that
a browser can follow, so that development needs no build. A reader on a slow line should not pay
for thirty round trips, so `collectstatic` writes the imported files out in place of those lines.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

Paths = dict[str, tuple[Storage, str]]

IMPORT = re.compile(r'^@import "(?P<path>[^"]+)";$', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's hashed and compressed storage, with the stylesheets in `bundles` written out.

    Module imports in JavaScript are hashed as well, since an import map would have to be inline.
    """

    bundles = ("css/site.css",)
    support_js_module_import_aggregation = True

    def post_process(
        self, paths: Paths, dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        """Bundle, then hash and compress as usual.

        Raises SuspiciousFileOperation when an imported stylesheet is missing or contains `url()`:
        a relative address would change its meaning in the bundle.
        """
        if not dry_run:
            for name in self.bundles:
                if name in paths:
                    self.delete(name)
                    self.save(name, ContentFile(bundle(name, paths)))
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)


def bundle(name: str, paths: Paths) -> str:
    """Return the stylesheet `name` with its imports in place and all comments left out."""

    def imported(match: re.Match[str]) -> str:
        target = str(PurePosixPath(name).parent / match["path"])
        if target not in paths:
            raise SuspiciousFileOperation(f"{name} imports {target}, which does not exist.")
        css = read(target, paths)
        if "url(" in css:
            raise SuspiciousFileOperation(f"{target} uses url(), which cannot be bundled.")
        return css

    return IMPORT.sub(imported, read(name, paths))


def read(name: str, paths: Paths) -> str:
    """Return the text of the source file `name` without its comments."""
    storage, path = paths[name]
    with storage.open(path) as source:
        return COMMENT.sub("", source.read().decode())
