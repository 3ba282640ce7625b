"""The stylesheet that readers get is one file, made of the files that people edit."""

import shutil
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.exceptions import SuspiciousFileOperation

from backcare.staticfiles import BundledStaticFilesStorage


def collect(source: Path, target: Path) -> str:
    """Collect every file under `source` and return the stylesheet as readers get it."""
    files = StaticFilesStorage(location=source, base_url="/static/")
    storage = BundledStaticFilesStorage(location=target, base_url="/static/")
    paths = {
        path.relative_to(source).as_posix(): (files, path.relative_to(source).as_posix())
        for path in source.rglob("*.*")
    }
    shutil.copytree(source, target, dirs_exist_ok=True)
    for _name, _hashed, processed in storage.post_process(paths):
        if isinstance(processed, Exception):
            raise processed
    return (target / storage.stored_name("css/site.css")).read_text()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source" / "css"
    (folder / "components").mkdir(parents=True)
    (folder / "site.css").write_text(
        '@layer base;\n@import "base.css";\n@import "components/card.css";\n'
    )
    (folder / "base.css").write_text("/* Why. */\nbody { margin: 0; }\n")
    (folder / "components" / "card.css").write_text(".card { border: 0; }\n")
    return folder.parent


def test_imports_are_written_out_in_order_without_comments(source: Path, tmp_path: Path) -> None:
    css = collect(source, tmp_path / "target")
    assert " ".join(css.split()) == "@layer base; body { margin: 0; } .card { border: 0; }"


def test_collecting_again_sees_a_changed_component(source: Path, tmp_path: Path) -> None:
    collect(source, tmp_path / "target")
    (source / "css" / "components" / "card.css").write_text(".card { border: 1px; }\n")
    assert "border: 1px" in collect(source, tmp_path / "target")


def test_a_missing_component_stops_the_collection(source: Path, tmp_path: Path) -> None:
    (source / "css" / "components" / "card.css").unlink()
    with pytest.raises(SuspiciousFileOperation, match="components/card.css"):
        collect(source, tmp_path / "target")


def test_an_address_in_a_component_stops_the_collection(source: Path, tmp_path: Path) -> None:
    (source / "css" / "base.css").write_text("body { background: url(x.png); }\n")
    with pytest.raises(SuspiciousFileOperation, match=r"base.css uses url"):
        collect(source, tmp_path / "target")


def test_modules_leave_their_lines_of_comment_behind(source: Path, tmp_path: Path) -> None:
    (source / "js").mkdir()
    (source / "js" / "other.js").write_text("export const a = 1;\n")
    (source / "js" / "main.js").write_text(
        '// Why.\nimport { a } from "./other.js";\n  // So.\nlet b = "https://a.b//c"; // End.\n'
    )
    target = tmp_path / "target"
    collect(source, target)
    (served,) = (path for path in target.glob("js/main.*.js"))
    lines = served.read_text().splitlines()
    assert lines[1:] == ['let b = "https://a.b//c"; // End.']
    assert lines[0].startswith('import { a } from "./other.')
