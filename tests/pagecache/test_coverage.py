"""Nothing that readers see is written, or shown, past the page cache's knowledge."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from backcare.pagecache.query import is_cacheable

# Why the answers of these are not kept: each is for one reader, for what one reader asked, for
# machines that watch the site, or no page.
NOT_KEPT = {
    "comments:comment": "a redirect to where the comment stands now",
    "comments:confirm": "one reader's link",
    "comments:flag": "a form",
    "comments:flagged": "the end of a form",
    "comments:post": "takes a form",
    "comments:receipt": "one reader's own",
    "comments:reply": "a form",
    "comments:thread": "seldom asked for, and may be long",
    "comments:unsubscribe": "one reader's link",
    "exercises:reminder": "a file with today's date",
    "site:healthz": "says how things are now",
    "site:metrics": "says how things are now",
    "site:readyz": "says how things are now",
    "library:media": "files",
    "previews:shared": "drafts",
    "problems:report": "a form",
    "problems:thanks": "the end of a form",
    "routines:build": "one reader's routine",
    "routines:build_handout": "one reader's routine",
    "routines:build_play": "one reader's routine",
    "routines:reminder": "a file with today's date",
    "search:search": "what one reader asked",
    "search:suggest": "what one reader asked",
    "site:contact_kept": "the end of a form",
    "site:contact_sent": "the end of a form",
    "site:favicon": "a file",
    "site:manifest": "kept by browsers",
    "site:offline": "kept by browsers",
    "site:worker": "must never be old",
}

WRITES = {"update", "bulk_create", "bulk_update"}


def views(patterns, space="") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from views(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or pattern.pattern}", pattern.callback


def test_answers_of_every_view_are_kept_or_there_is_a_reason():
    not_kept = {name for name, view in views(get_resolver().url_patterns) if not is_cacheable(view)}
    assert not_kept == set(NOT_KEPT)


# Models of which readers see something, by the names under which querysets of them are written.
PUBLIC = {
    "Page", "Article", "Exercise", "Routine", "InformationPage", "Comment", "Topic", "TopicSynonym",
    "GlossaryTerm", "Contributor", "Image", "Series", "Factor", "Equipment", "BodyRegion", "Source",
    "Authorship", "TaggedPage", "Embed", "RelatedChoice", "RelatedCandidate", "LearnMore",
    "Resource", "Step", "Caution", "Variation", "RoutineItem", "SiteSettings", "SafetyText",
    "SocialCard",
}  # fmt: skip
# Writes of public models that send no signals, each with the reason why that is right.
KNOWN = {
    ("backcare/comments/personal_data.py", "Comment"): "names in the log of the desk",
    ("backcare/comments/retention.py", "Comment"): "addresses, which readers never see",
    ("backcare/publishing/marking.py", "TaggedPage"): "tells what has changed itself",
    ("backcare/publishing/references.py", "Embed"): "tells what has changed itself",
    ("backcare/publishing/related.py", "RelatedCandidate"): "tells what has changed itself",
}


def raw_writes(path: Path) -> Iterator[tuple[str, int]]:
    """The public models that a module writes without signals, as far as a call names them."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in WRITES:
            names = {n.id for n in ast.walk(node.func.value) if isinstance(n, ast.Name)}
            yield from ((name, node.lineno) for name in sorted(names & PUBLIC))


def modules() -> Iterator[Path]:
    for folder in ("articles", "backcare", "exercises"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            if not {"migrations", "demo"} & set(path.parts):
                yield path


def test_writes_without_signals_are_known():
    found = {
        (str(path.relative_to(settings.BASE_DIR)), name)
        for path in modules()
        for name, _line in raw_writes(path)
    }
    assert found == set(KNOWN)


@pytest.mark.parametrize(
    "code",
    [
        "Page.objects.filter(pk=1).update(title='x')",
        "Comment.objects.bulk_create(rows)",
        "Topic.objects.all().bulk_update(rows, ['name'])",
    ],
)
def test_the_reading_finds_what_it_is_for(tmp_path, code):
    module = tmp_path / "module.py"
    module.write_text(code)
    assert list(raw_writes(module))
