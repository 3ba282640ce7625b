import shutil
from types import SimpleNamespace

import pytest

from .site import FaultySite


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A site that was started once and has ended: its folder, and the page that is talked about."""
    site = FaultySite(tmp_path_factory.mktemp("made"))
    try:
        site.start()
    finally:
        site.stop()
    return SimpleNamespace(var=site.var, page=site.page)


@pytest.fixture(scope="session")
def static_files(made, tmp_path_factory):
    """What is the same for a site on any database: collecting it takes longest."""
    folder = tmp_path_factory.mktemp("static") / "var"
    folder.mkdir()
    shutil.copytree(made.var / "static", folder / "static")
    shutil.copy2(made.var / "static.stamp", folder)
    return folder
