"""Show the HTTP API as one page without scripts, so that it needs nothing from elsewhere."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: HTTP API</title><link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/chat.css"></head>
<body class="docs"><main><h1>{title}: HTTP API</h1>
<p>{description} Machine-readable: <a href="/openapi.json">/openapi.json</a>.</p>
{sections}</main></body></html>"""


def render_docs(openapi: Mapping[str, Any]) -> str:
    """Return the page's HTML: every route of the OpenAPI document, then every schema."""
    routes = [
        _section(f"{method.upper()} {path}", operation.get("summary", ""), operation)
        for path, operations in openapi["paths"].items()
        for method, operation in operations.items()
    ]
    schemas = [
        _section(name, schema.get("description", ""), schema)
        for name, schema in openapi.get("components", {}).get("schemas", {}).items()
    ]
    return _PAGE.format(
        title=escape(openapi["info"]["title"]),
        description=escape(openapi["info"].get("description", "")),
        sections="\n".join([*routes, "<h2>Schemas</h2>", *schemas]),
    )


def _section(heading: str, summary: str, details: Mapping[str, Any]) -> str:
    shown = escape(json.dumps(details, ensure_ascii=False, indent=2))
    return f'<h2>{escape(heading)}</h2><p>{escape(summary)}</p><pre tabindex="0">{shown}</pre>'
