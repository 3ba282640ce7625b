"""Measurements of the project's own, as ratios within one run (``make bench``)."""
