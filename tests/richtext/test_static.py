import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import HashedFilesMixin

MODULES = sorted(Path(finders.find("richtext/editor.js")).parent.glob("*.js"))
IMPORT = re.compile(r"""\bfrom\s+["'](?P<path>[^"']+)["']""")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_imports_are_ones_that_the_storage_hashes(module):
    """Django's storage rewrites relative imports that end with a semicolon, and no others."""
    code = module.read_text()
    _pattern, rules = HashedFilesMixin._js_module_import_aggregation_patterns
    rewritten = {match["url"] for rule, _template in rules for match in re.finditer(rule, code)}
    imported = {match["path"] for match in IMPORT.finditer(code)}
    assert imported <= rewritten
    for path in imported:
        assert (module.parent / path).resolve().exists() or finders.find(path.removeprefix("../"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_scripts_need_no_exception_from_the_content_policy(module):
    code = module.read_text()
    assert not re.search(r"\beval\(|new Function|innerHTML|setAttribute\(\"style\"", code)
