"""The mails about comments as text: how their subjects and bodies are made."""

import re
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from backcare.site.current import current_site

# So that people can sort what the site sends them. Source: RFC 2919.
LIST_ID = "<comments.{host}>"


def subject_line(words: str) -> str:
    """The subject that says ``words``, after the name of the site.

    ``words`` are ours: what strangers typed stands in no subject.
    """
    return one_line(f"{current_site().name}: {words}")


def one_line(text: str) -> str:
    """``text`` without line ends and other characters that no header can carry."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def body_of(template: str, **context: Any) -> str:
    """The plain text that ``templates/comments/mail/<template>.txt`` makes of ``context``."""
    text = render_to_string(
        f"comments/mail/{template}.txt", {"site_name": one_line(current_site().name), **context}
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def list_headers(unsubscribe: str) -> dict[str, str]:
    """The headers by which a mail program unsubscribes its reader with one click.

    ``unsubscribe`` is a whole address that takes a POST from anywhere. Source: RFC 8058.
    """
    return {
        "List-Id": LIST_ID.format(host=settings.HOST),
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
