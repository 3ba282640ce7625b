"""Reads the demonstration content: files that a person can edit.

A file is TOML alone, or TOML between two lines of ``+++`` followed by a page's text as HTML.
"""

import tomllib
from pathlib import Path
from typing import Any

FENCE = "+++"


def read(path: Path) -> dict[str, Any]:
    """The file's values, with the text under "body" and the file's name under "slug".

    Raises ValueError that names the file when it can't be understood.
    """
    text = path.read_text(encoding="utf-8")
    body = ""
    if path.suffix == ".html":
        try:
            before, text, body = text.split(FENCE + "\n", 2)
        except ValueError:
            raise ValueError(f"{path}: expected TOML between two lines of {FENCE}.") from None
        if before.strip():
            raise ValueError(f"{path}: nothing may stand before the first {FENCE}.")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from None
    return {"slug": path.stem, "body": body.strip(), **values}


def read_folder(folder: Path) -> list[dict[str, Any]]:
    """Every file of a folder, in the order of their names."""
    return [read(path) for path in sorted(folder.iterdir()) if path.suffix in {".html", ".toml"}]
