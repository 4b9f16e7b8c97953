"""Read HTML as Telegram's Bot API does: few tags, every one closed, nothing else taken."""

import html
import re

_TAGS = frozenset(
    "b strong i em u ins s strike del span tg-spoiler a code pre blockquote tg-emoji".split()
)
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_TAG = re.compile(
    r"""<(/?)([^\s<>/]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+))?)*)\s*>"""
)
_CLASS = re.compile(r"""\sclass\s*=\s*["']?tg-spoiler["']?\s*$""")


class CannotParse(Exception):
    """What Telegram answers behind "can't parse entities: "."""


def visible(text: str) -> str:
    """Return what is shown of an HTML text. Raises CannotParse."""
    shown: list[str] = []
    opened: list[tuple[str, int]] = []
    position = 0
    while position < len(text):
        offset = len(text[:position].encode())
        if text[position] == "&" and (entity := _ENTITY.match(text, position)):
            shown.append(html.unescape(entity[0]))
            position = entity.end()
            continue
        if text[position] != "<":
            shown.append(text[position])
            position += 1
            continue
        tag = _TAG.match(text, position)
        name = tag[2].lower() if tag else _name(text, position)
        if tag is None and name in _TAGS:
            raise CannotParse(f"Unclosed start tag at byte offset {offset}")
        if tag is None or (name not in _TAGS and not tag[1]):
            raise CannotParse(f'Unsupported start tag "{name}" at byte offset {offset}')
        if tag[1]:
            if not opened:
                raise CannotParse(f"Unexpected end tag at byte offset {offset}")
            begun, _ = opened.pop()
            if name and name != begun:
                raise CannotParse(
                    f'Unmatched end tag at byte offset {offset}, expected "</{begun}>", '
                    f'found "</{name}>"'
                )
        else:
            if name == "span" and not _CLASS.search(tag[3]):
                raise CannotParse(
                    f'Tag "span" must have class "tg-spoiler" at byte offset {offset}'
                )
            opened.append((name, offset))
        position = tag.end()
    if opened:
        name, offset = opened[-1]
        raise CannotParse(
            f'Can\'t find end tag corresponding to start tag "{name}" at byte offset {offset}'
        )
    return "".join(shown)


def _name(text: str, position: int) -> str:
    found = re.match(r"</?([^\s<>]*)", text[position:])
    return found[1].lower() if found else ""
