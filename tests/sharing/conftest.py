from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    """A media folder of each test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def cards(media: Path):
    """The names of the files of cards that are stored now, as a set."""
    return lambda: {
        path.relative_to(media).as_posix() for path in media.rglob("cards/*/*") if path.is_file()
    }
