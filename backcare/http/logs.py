"""What is written to logs of a request, and what is not."""

import logging
import re

# Whoever has one of these addresses may change a comment, end somebody's mail, see a draft, make an
# account or set a password.
SECRET_PATH = re.compile(
    r"(/comments/(?:receipt|confirm|unsubscribe)/|/preview/|/invitation/|/password-reset/[^/\s]+/)"
    r"[^/\s?]+"
)


def without_secrets(line: str) -> str:
    """The line with the secret part of each address that is one by itself left out."""
    return SECRET_PATH.sub(r"\1***", line)


class Line(logging.Formatter):
    """Writes a record without such addresses, in its traceback either."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))
