"""What no template may do, so that nothing put into one becomes script."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from selectolax.lexbor import LexborHTMLParser

from channels.console.pages import TEMPLATES

STATIC = Path(__file__).parents[3] / "channels" / "static"
PAGES = sorted((*TEMPLATES.glob("*.html"), *STATIC.rglob("*.html")))
OURS = sorted(TEMPLATES.glob("*.html"))
# Addresses that our own code made, none of them of anybody's words: own_path, or a route's.
MADE = {"path", "back", "older", "address", "onward", "action", "each.path", "entry.path"}
# Drawn by us, as data: a QR code, a chart.
PICTURES = {"picture", "picture.src", "qr"}
# Looked at before the template sees them: bot/counter/slip.py, channels/console/inbox_words.py.
CHECKED = {"slip.html": {"slip.url"}, "inbox_talk.html": {"url"}}
UNESCAPING = {"safe", "forceescape", "xmlattr", "tojson"}
ADDRESSED = re.compile(r'\s(?:href|src|action|formaction|hx-[a-z]+)="(\{\{.*?\}\})')
TAG = re.compile(r"<[^<>]*>")
QUOTED = re.compile(r"""\"[^\"]*\"|'[^']*'""")


def name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_page_has_script_or_style_of_its_own(page: Path) -> None:
    tree = LexborHTMLParser(re.sub(r"\{%.*?%\}", "", page.read_text(encoding="utf-8")))

    assert [node.html for node in tree.css("style, [style], script:not([src])")] == []
    assert [node.html for node in tree.css("iframe, object, embed, base")] == []
    own = [
        (node.tag, key)
        for node in tree.css("*")
        for key, value in node.attributes.items()
        if key.startswith(("on", "hx-on")) or (value or "").lower().startswith("javascript:")
    ]
    assert own == []


@pytest.mark.parametrize("page", OURS, ids=name)
def test_no_template_switches_escaping_off(page: Path) -> None:
    tree = Environment(autoescape=True).parse(page.read_text(encoding="utf-8"))

    assert [each.name for each in tree.find_all(nodes.Filter) if each.name in UNESCAPING] == []
    assert list(tree.find_all(nodes.ScopedEvalContextModifier)) == []


@pytest.mark.parametrize("page", OURS, ids=name)
def test_every_value_in_a_tag_stands_in_quotes(page: Path) -> None:
    text = re.sub(r"\{%.*?%\}", "", page.read_text(encoding="utf-8"))
    tags = TAG.findall(re.sub(r"\{\{.*?\}\}", "§", text))

    assert [tag for tag in tags if "=§" in QUOTED.sub('""', tag)] == []


@pytest.mark.parametrize("page", OURS, ids=name)
def test_an_address_from_a_record_is_a_link_only_after_its_kind_was_looked_at(page: Path) -> None:
    for line in page.read_text(encoding="utf-8").splitlines():
        for found in ADDRESSED.findall(line):
            what = found.strip("{} ").partition("|")[0].strip()
            is_checked = f"{what} is web_address" in line
            assert what in MADE | PICTURES | CHECKED.get(page.name, set()) or is_checked, found
