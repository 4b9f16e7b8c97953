"""Write the rules down for people: `python -m knowledge.check.page > docs/check-rules.md`."""

import sys

from knowledge.check.rules import RULES


def as_markdown() -> str:
    """Return the rules as the page docs/check-rules.md."""
    rows = "".join(
        f"| `{rule.name}` | {rule.severity.value} | {rule.means} | {rule.fix} |\n"
        for rule in RULES.values()
    )
    return (
        "# What `motcua check` looks for\n\n"
        "Written by `python -m knowledge.check.page`. The severity is that of a curated record;\n"
        "about an imported one nothing is worse than a warning.\n\n"
        f"| Rule | Severity | Means | Do |\n|---|---|---|---|\n{rows}"
    )


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
