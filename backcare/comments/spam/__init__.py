"""The learning filter: naive Bayes on words, word pairs and shape, taught by the moderators.

``classify`` judges by what this site has learned; ``learn`` and ``unlearn`` teach it. The rest of
the package knows no database but ``memory``.
"""

from . import filter as _filter
from .filter import Judgement
from .memory import StoredMemory, forget_rare, learn, unlearn
from .sample import Sample

__all__ = ["Judgement", "Sample", "classify", "forget_rare", "learn", "sample_of", "unlearn"]

sample_of = Sample.of


def classify(sample: Sample) -> Judgement:
    """Judge a sample by what this site has learned, in one query."""
    return _filter.classify(sample, StoredMemory())
