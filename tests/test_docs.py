"""What the documents say must be so."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
DOCUMENTS = [README, ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
FIRST_CELL = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


def name(document):
    return str(document.relative_to(ROOT))


def section(document, title):
    """The text below the heading ``## title``."""
    return re.split(r"^## ", document.read_text().split(f"\n## {title}\n")[1], flags=re.M)[0]


def anchors(document):
    """The anchors of a document's headings, as code hosts make them."""
    titles = HEADING.findall(FENCE.sub("", document.read_text()))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def required(*files):
    """The packages that requirements ask for, without versions and extras."""
    text = "\n".join((ROOT / "requirements" / file).read_text() for file in files)
    return sorted(re.findall(r"^[a-z0-9-]+", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("title", "files"),
    [
        ("Runtime", ["base.in"]),
        ("Optional", ["postgres.in", "redis.in", "s3.in", "sentry.in"]),
        ("Development", ["test.in", "lock.in"]),
    ],
)
def test_each_dependency_has_a_row_and_each_row_a_dependency(title, files):
    wanted = [line for line in required(*files) if not line.startswith("-")]

    assert sorted(FIRST_CELL.findall(section(DOCS / "dependencies.md", title))) == wanted


def test_no_requirements_are_left_out_of_the_documents():
    assert {file.name for file in (ROOT / "requirements").glob("*.in")} == {
        "base.in",
        "lock.in",
        "postgres.in",
        "redis.in",
        "s3.in",
        "sentry.in",
        "test.in",
    }


def test_each_variable_that_is_read_is_in_the_table_and_each_row_is_read():
    read = set()
    for module in (ROOT / "backcare").rglob("*.py"):
        read |= set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', module.read_text()))

    assert set(FIRST_CELL.findall(section(README, "Configuration"))) == read


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_internal_links_lead_somewhere(document):
    for link in LINK.findall(FENCE.sub("", document.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        path, _hash, anchor = unquote(link).partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_commands_of_make_exist(document):
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    text = document.read_text()
    named = re.findall(r"`make ([a-z]+)", text)
    for block in FENCE.findall(text):
        named += re.findall(r"\bmake ([a-z]+)", block)
    assert set(named) <= set(targets)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_paths_that_are_named_exist(document):
    """Paths in back quotes that begin with a folder of the repository."""
    folders = "articles|backcare|docs|exercises|requirements|static|templates|tests"
    for path in re.findall(rf"`((?:{folders})/[\w./-]*)`", document.read_text()):
        assert (ROOT / path).exists(), path


def test_decisions_are_numbered_and_listed():
    numbers = [int(file.name[:4]) for file in DECISIONS]

    assert numbers == list(range(1, len(DECISIONS) + 1))
    listed = LINK.findall((DOCS / "decisions" / "README.md").read_text())
    assert listed == [file.name for file in DECISIONS]


@pytest.mark.parametrize("decision", DECISIONS, ids=name)
def test_a_decision_has_its_four_parts_on_one_screen(decision):
    text = decision.read_text()

    assert text.startswith(f"# {decision.name[:4]}. ")
    assert re.search(r"^Status: (accepted|replaced by \[\d{4}\])", text, re.MULTILINE)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(text.splitlines()) <= 50


@pytest.mark.parametrize("picture", sorted(DOCS.glob("*.png")), ids=name)
def test_pictures_are_small(picture):
    assert picture.stat().st_size <= 150_000
