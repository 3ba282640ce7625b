"""HTML as it might arrive: well-formed, broken, nested in ways nobody writes."""

from hypothesis import strategies as st

texts = st.text(st.sampled_from("abc xyz"), min_size=1, max_size=12).filter(str.strip)

_snippets = st.sampled_from(
    [
        *("a", "b c", " ", "\n", "\xa0", "&nbsp;", "· ", "- ", "1. ", "2. ", "<br>", "&lt;"),
        *("&#1;", "\x00", "\ufeff", "\u2028", "<hr>", "<img src=x onerror=alert(1)>", "</p>"),
        *("</div>", "</a>", "<li>", "<td>", "<th>x", "<!-- x -->"),
    ]
)
_opening = st.sampled_from(
    [
        *("p", "h1", "h2", "h3", "h6", "div", "section", "strong", "b", "em", "i", "u", "font"),
        *("ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "td", "th", "caption"),
        *("pre", "dl", "dt", "dd", "figcaption", "sup", "span", "a", "a href='/x'"),
        *("a href='/y'", "a href='javascript:alert(1)'", "a href='https://a.example/é'"),
        *("figure", "aside", "figure data-image=3", "div data-page=4", "aside data-care=tip"),
        *("aside data-care=urgent", "sup data-source=nice-2016", "span data-planned='A title'"),
        *("th scope=row", "svg", "math", "script", "style", "template", "form", "select"),
        *("details", "summary"),
    ]
)


def _wrapped(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def wrap(opening: str, inside: list[str], closed: bool) -> str:
        end = f"</{opening.split()[0]}>" if closed else ""
        return f"<{opening}>{''.join(inside)}{end}"

    closing = st.sampled_from([True, True, True, True, False])
    return st.builds(wrap, _opening, st.lists(children, max_size=4), closing)


hostile_html = st.lists(st.recursive(_snippets | texts, _wrapped, max_leaves=12), max_size=5).map(
    "".join
)
