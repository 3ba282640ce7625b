"""Static files as they are served: hashed, compressed, one stylesheet instead of thirty.

The source keeps one component a file, and `css/site.css` names them with plain `@import` lines that
a browser can follow, so that development needs no build. A reader on a slow line should not pay
for thirty round trips, so `collectstatic` writes the imported files out in place of those lines.
Comments are for whoever reads the source: they are not sent along, in modules neither.
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
# A comment that has its line to itself; behind code, only a parser could tell it from an address.
LINE_OF_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
OWN_MODULES = ("desk/", "js/")


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
                    self._put(name, bundle(name, paths), paths)
            for name in list(paths):
                if name.startswith(OWN_MODULES) and name.endswith(".js"):
                    self._put(name, without_comments(name, paths), paths)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _put(self, name: str, text: str, paths: Paths) -> None:
        """Have `text` served under `name` in place of its source."""
        self.delete(name)
        self.save(name, ContentFile(text))
        paths[name] = (self, name)


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


def without_comments(name: str, paths: Paths) -> str:
    """Return the module `name` without the comments that have lines to themselves."""
    storage, path = paths[name]
    with storage.open(path) as source:
        return LINE_OF_COMMENT.sub("", source.read().decode())


def read(name: str, paths: Paths) -> str:
    """Return the text of the source file `name` without its comments."""
    storage, path = paths[name]
    with storage.open(path) as source:
        return COMMENT.sub("", source.read().decode())
