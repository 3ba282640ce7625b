"""A site of any size for measurements: pages that nobody wrote, the same ones every time.

``manage.py demo --scale N`` makes them beside the demonstration content. Everything they
consist of is in proportion: topics, authors, sources, links, embeds, comments, related pages and
the search index. What only the desk reads (revisions) is left out.
"""

from .making import make
from .neighbours import relate_all

__all__ = ["make", "relate_all"]
