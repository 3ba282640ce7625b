"""What ends a backup or a restore with a word to whoever started it."""


class Refused(Exception):
    """It cannot be done; the message says why, and what would help."""
