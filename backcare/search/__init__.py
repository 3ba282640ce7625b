"""Search: ``documents`` keeps what pages say, ``finding`` answers what readers ask.

Underneath, ``engines`` has one module for each database, chosen by the one in use; both are
given words that ``analysis`` has made comparable, so that they find the same pages.
"""
