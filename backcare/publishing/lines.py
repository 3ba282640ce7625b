"""Short lists that editors type one item a line."""


def lines(text: str) -> list[str]:
    """The non-empty lines of a text, without surrounding space or typed bullets."""
    stripped = (line.strip().lstrip("•·*-–").strip() for line in text.splitlines())
    return [line for line in stripped if line]
