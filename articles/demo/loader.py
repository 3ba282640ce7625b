"""Loads the demonstration articles and series from the files beside this module."""

from functools import partial
from pathlib import Path
from typing import Any

from backcare.demo.demo import as_lines
from backcare.demo.files import read, read_folder
from backcare.publishing import references

from ..models import Article, LearnMore, Resource, Series

HERE = Path(__file__).parent


def load_articles(demo: Any) -> None:
    """Create the articles that are missing; ``demo`` is a ``backcare.demo.demo.Demo``."""
    for values in read(HERE / "series.toml")["series"]:
        demo.shared(Series, values, known_by=("slug", "title"))
    for values in read_folder(HERE / "articles"):
        article = demo.new_page(Article, values)
        if article is None:
            continue
        article.key_points = as_lines(values, "key_points")
        if values.get("series"):
            [article.series] = demo.named(Series, [values["series"]])
            article.series_position = values["series_position"]
        article.save()
        demo.add_shared_parts(article, values)
        demo.later(partial(_finish, demo, article, values))


def _finish(demo: Any, article: Article, values: dict[str, Any]) -> None:
    article.body = demo.resolve(values["body"])
    article.save()
    for position, link in enumerate(values.get("learn_more", [])):
        LearnMore.objects.create(
            article=article,
            position=position,
            relation=link["relation"].replace(" ", "-"),
            target=demo.page(link["page"]),
            text=link.get("text", ""),
        )
    for position, resource in enumerate(values.get("resources", [])):
        Resource.objects.create(article=article, position=position, **resource)
    references.sync(article)
    demo.go_live(article, values)
