"""Who imports whom: the rule of the house, read from the source itself.

`articles` and `exercises` build on `backcare` and know nothing of each other; `backcare` knows
neither of them, save where everything is put together: in the settings and the addresses.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = {"articles", "exercises"}
PUT_TOGETHER = {"backcare/settings.py", "backcare/urls.py"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """The line and the full name of whatever the module imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                package = path.relative_to(ROOT).parent.parts
                base = package[: len(package) - node.level + 1]
                yield node.lineno, ".".join([*base, node.module or ""])
            else:
                yield node.lineno, node.module or ""
        elif (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", ""))
            in {"import_module", "__import__", "get_model", "import_string"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield node.lineno, str(node.args[0].value)


def offences(package: str, forbidden: set[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules(package)
        if path.relative_to(ROOT).as_posix() not in PUT_TOGETHER
        for line, name in imported(path)
        if name.partition(".")[0] in forbidden
    ]


def test_there_is_something_to_read():
    assert all(len(modules(package)) > 5 for package in ("articles", "backcare", "exercises"))


@pytest.mark.parametrize("app", sorted(APPS))
def test_the_apps_do_not_know_each_other(app):
    assert offences(app, APPS - {app}) == []


def test_backcare_knows_no_app():
    assert offences("backcare", APPS) == []


def test_nothing_that_is_shipped_imports_a_test():
    for package in ("articles", "backcare", "exercises"):
        assert offences(package, {"tests", "pytest", "hypothesis"}) == []


@pytest.mark.parametrize("package", ["articles", "backcare", "exercises"])
def test_no_name_of_an_app_stands_in_the_code_of_another(package):
    """Neither as a label in a string, which an import rule would miss."""
    forbidden = APPS - {package}
    for path in modules(package):
        name = path.relative_to(ROOT).as_posix()
        if name in PUT_TOGETHER or "/migrations/" in name:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                start = node.value.partition(".")[0]
                is_label = start in forbidden and "." in node.value and " " not in node.value
                assert not is_label, f"{name}:{node.lineno} names {node.value}"
