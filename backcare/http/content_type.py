"""In which encoding a request says that it is written."""

import codecs

from django.utils.http import parse_header_parameters

# Stands in the environment of a request whose Content-Type was taken away.
UNREADABLE = "backcare.unreadable_content_type"


def is_readable(content_type: str) -> bool:
    """Whether the header can be parsed and asks for UTF-8, or for nothing that is an encoding.

    Python knows encodings that write halves of characters (unicode_escape), that aren't for
    text (hex), or that only raise (undefined). Browsers send UTF-8, like our pages.
    """
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
        return codecs.lookup(charset).name == "utf-8"
    except LookupError:
        return True
    except ValueError:
        return False
