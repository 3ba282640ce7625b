"""The checks of every page; a kind adds its own in ``Kind.rules``."""

from .claims import Claims
from .images import AltQuality, AltText, LeadImage
from .links import LinkWords, LostEmbed, LostLink
from .listing import LongLede, NoTopic, SearchResult, Summary, TitleTaken
from .sourcing import MedicineWithoutSource, UnsourcedFigures
from .structure import SkippedHeading
from .wording import LongSentences, ReadingAge

RULES = (
    Summary(),
    AltText(),
    SkippedHeading(),
    MedicineWithoutSource(),
    LostEmbed(),
    LostLink(),
    Claims(),
    UnsourcedFigures(),
    LongLede(),
    ReadingAge(),
    LongSentences(),
    SearchResult(),
    TitleTaken(),
    NoTopic(),
    AltQuality(),
    LinkWords(),
)

__all__ = ["RULES", "LeadImage"]
