"""Write JSON Schemas of the YAML records, so that an editor completes, explains and checks them."""

import json
import sys
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from knowledge.acts import LegalAct
from knowledge.asked import Asked
from knowledge.overlays import Overlay
from knowledge.situations import Situation
from knowledge.types import Guide, Plan, Procedure

SCHEMAS = Path(__file__).parent / "schema"
_RECORDS: dict[str, type] = {
    "procedures": Procedure,
    "guides": Guide,
    "plans": Plan,
    "overlays": Overlay,
    "acts": LegalAct,
    "situations": Situation,
    "asked": Asked,
}


def explained() -> dict[str, dict[str, str]]:
    """Return what a clerk reads about each field, by type and field."""
    text = (SCHEMAS / "explained.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, dict[str, str]]).validate_python(yaml.safe_load(text))


def schema_of(folder: str) -> dict[str, Any]:
    """Return the JSON Schema of the files in one folder of the data: one record or a list."""
    one = TypeAdapter(_RECORDS[folder]).json_schema()
    definitions = one.pop("$defs", {})
    definitions[one["title"]] = one
    record = {"$ref": f"#/$defs/{one['title']}"}
    help_of = explained()
    for name, definition in definitions.items():
        for field, text in help_of.get(name, {}).items():
            definition["properties"][field]["description"] = text
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$defs": definitions,
        "anyOf": [{"type": "array", "items": record}, record],
    }


def text_of(folder: str) -> str:
    """Return a schema as it is written to its file."""
    return json.dumps(schema_of(folder), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def unexplained() -> list[str]:
    """Return every field of a record that no clerk could read about."""
    help_of = explained()
    fields = {
        (name, field)
        for folder in _RECORDS
        for name, definition in schema_of(folder)["$defs"].items()
        for field in definition.get("properties", {})
    }
    return sorted(f"{name}.{field}" for name, field in fields if field not in help_of.get(name, {}))


def main() -> int:
    """Write all schemas: `python -m knowledge.schema`; 1 if a field has no explanation."""
    if missing := unexplained():
        sys.stderr.write(f"explained.yaml lacks {', '.join(missing)}\n")
        return 1
    for folder in _RECORDS:
        (SCHEMAS / f"{folder}.json").write_text(text_of(folder), encoding="utf-8")
    sys.stdout.write(f"{len(_RECORDS)} schemas in {SCHEMAS.name}/\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
