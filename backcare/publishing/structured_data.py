"""schema.org descriptions (https://schema.org), as JSON-ready dictionaries."""

from typing import Any

from backcare.people.models import Contributor
from backcare.site.current import Site

from .meta import absolute
from .models import Page, Source

Node = dict[str, Any]


def person(contributor: Contributor) -> Node:
    node: Node = {
        "@type": "Person",
        "@id": absolute(contributor.get_absolute_url()) + "#person",
        "name": contributor.name,
        "url": absolute(contributor.get_absolute_url()),
    }
    if contributor.credentials:
        node["jobTitle"] = contributor.credentials
    return node


def organisation(site: Site) -> Node:
    node: Node = {
        "@type": "Organization",
        "@id": absolute("/") + "#organisation",
        "name": site.name,
        "url": absolute("/"),
    }
    if site.logo is not None:
        node["logo"] = absolute(site.logo.url)
    return node


def website(site: Site) -> Node:
    return {
        "@type": "WebSite",
        "@id": absolute("/") + "#website",
        "name": site.name,
        "url": absolute("/"),
        "publisher": {"@id": absolute("/") + "#organisation"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": absolute("/search/?q={search_term_string}"),
            },
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumb_list(breadcrumbs: list[tuple[str, str]]) -> Node:
    """From (label, path) pairs; the last one, the page itself, may have no path."""
    items = []
    for position, (label, path) in enumerate(breadcrumbs, start=1):
        item: Node = {"@type": "ListItem", "position": position, "name": str(label)}
        if path:
            item["item"] = absolute(path)
        items.append(item)
    return {"@type": "BreadcrumbList", "itemListElement": items}


def citation(source: Source) -> Node:
    node: Node = {
        "@type": "CreativeWork",
        "name": source.title,
        "author": {"@type": "Organization", "name": source.organisation},
    }
    if source.year:
        node["datePublished"] = str(source.year)
    if source.url:
        node["url"] = source.url
    return node


def plain_page(site: Site, *, name: str, description: str, address: str, schema_type: str) -> Node:
    """A page that is no Page: a list, a person's, the contact form. ``address`` is absolute."""
    return {
        "@type": schema_type,
        "@id": f"{address}#page",
        "url": address,
        "name": name,
        "description": description,
        "inLanguage": "en-GB",
        "isPartOf": {"@id": absolute("/") + "#website"},
        "publisher": organisation(site),
    }


def page_node(page: Page, site: Site, *, authors: list[Contributor], sources: list[Source]) -> Node:
    """What every kind of page says of itself; the kind adds "@type" and its own."""
    address = absolute(page.get_absolute_url())
    node: Node = {
        "@id": address + "#page",
        "url": address,
        "mainEntityOfPage": address,
        "name": page.title,
        "headline": page.title[:110],
        "description": page.description_for_search,
        "inLanguage": "en-GB",
        "isPartOf": {"@id": absolute("/") + "#website"},
        "publisher": organisation(site),
    }
    if page.first_published_at:
        node["datePublished"] = page.first_published_at.isoformat()
    if page.changed_at:
        node["dateModified"] = page.changed_at.isoformat()
    if page.lead_image is not None:
        node["image"] = absolute(page.lead_image.social_url)
    if authors:
        node["author"] = [person(author) for author in authors]
    else:
        node["author"] = organisation(site)
    if sources:
        node["citation"] = [citation(source) for source in sources]
    if page.reviewer is not None and page.reviewed_on is not None:
        node["reviewedBy"] = person(page.reviewer)
        node["lastReviewed"] = page.reviewed_on.isoformat()
    return node


def discussion(page: Page, count: int) -> Node:
    """Where readers talk about ``page``, and how many comments there are."""
    address = absolute(page.get_absolute_url())
    return {"commentCount": count, "discussionUrl": f"{address}#comments"}


# What schema.org says of any CreativeWork. Reviews belong to the WebPage about it.
OF_WORK = (
    *("name", "description", "url", "image", "inLanguage", "author", "publisher"),
    *("datePublished", "dateModified", "citation"),
)


def main_entity(page: Node, own: Node) -> Node:
    """What the page is about: the page's own facts as a work, and those of the kind.

    Links ``page`` to it.
    """
    node = {
        "@id": page["url"] + "#main",
        **{name: page[name] for name in OF_WORK if name in page},
        "mainEntityOfPage": {"@id": page["@id"]},
        **own,
    }
    page["mainEntity"] = {"@id": node["@id"]}
    return node
