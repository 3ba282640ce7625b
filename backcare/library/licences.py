"""Licences that are offered while typing, and where readers find their words."""

LICENCES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "Public domain": "",
    "Our own": "",
    "Used with permission": "",
}


def licence_url(licence: str) -> str:
    """The page that a licence links to; empty for one that has none or is not known."""
    return LICENCES.get(licence, "")
