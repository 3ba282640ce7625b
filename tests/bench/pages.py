"""The pages that are measured. Each is there on the demonstration site, whatever its size."""

from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backcare.publishing.lists import of_kind

PATHS = {
    "home": "/",
    "article list": "/articles/",
    "article list, page 2": "/articles/?page=2",
    "article list, last page": "/articles/?page={last}",
    "article": "/articles/sciatica/",
    "synthetic article": "/articles/synthetic-1/",
    "exercise list": "/exercises/",
    "exercise": "/exercises/bridge/",
    "routine": "/routines/all-round/",
    "topic list": "/topics/",
    "topic list, a letter": "/topics/?letter=T",
    "topic": "/topics/muscle-imbalance/",
    "topic, page 9": "/topics/muscle-imbalance/?page=9",
    "glossary": "/glossary/",
    "contributor": "/people/ada-example/",
    "comments feed": "/comments/feed/",
    "search, common words": "/search/?q=back+pain",
    "search, rare word": "/search/?q=McKenzie",
    "search, nothing found": "/search/?q=siattica",
    "feed": "/feed/",
    "feed of a topic": "/topics/muscle-imbalance/feed/",
    "sitemap": "/sitemap.xml",
    "sitemap section": "/sitemap-article.xml",
}

client = Client(SERVER_NAME="127.0.0.1")


def last_page() -> int:
    """The number of the last page of the list of articles."""
    return of_kind("article").num_pages


class Cost(NamedTuple):
    queries: int
    kilobytes: int


def fetch(path: str) -> bytes:
    """The page's bytes. Raises RuntimeError unless it answers 200."""
    response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}.")
    return response.content


def cost(path: str) -> Cost:
    """What a fetch consists of, once the caches are warm."""
    fetch(path)
    with CaptureQueriesContext(connection) as captured:
        body = fetch(path)
    return Cost(len(captured), len(body) // 1024)
