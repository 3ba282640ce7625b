"""Whole answers to anonymous readers, kept until something that they show changes.

``tags`` name what can be shown, ``recording`` notes what an answer shows, ``changes`` says what has
changed, ``generations`` is where all workers of a machine see it, ``answering`` gives the kept
answers before Django has any work.
"""
