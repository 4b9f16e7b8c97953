"""The command `motcua`: load what the command needs, and end in one clear line if it fails."""

import sys
from typing import NoReturn

import typer
from rich.console import Console

from bot.types import BotError
from knowledge.types import KnowledgeError
from retrieval.types import RetrievalError

EXPECTED = (BotError, KnowledgeError, RetrievalError)
# Reviewing a page takes less than loading all that serves residents.
_OF_REVIEW = ("review", "citations")


def main() -> NoReturn:
    """Run the command line; expected failures end in one clear line and exit code 1."""
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        _application()()
    except EXPECTED as error:
        errors.print(f"motcua: {error}", style="red", markup=False)
        sys.exit(1)
    except OSError as error:  # A folder that cannot be written, a full disk.
        where = f"{error.filename}: " if error.filename else ""
        errors.print(f"motcua: {where}{error.strerror or error}", style="red", markup=False)
        sys.exit(1)
    sys.exit(0)


def _application() -> typer.Typer:
    """Return the commands; of those that review documents, them alone."""
    if sys.argv[1:2] and sys.argv[1] in _OF_REVIEW:
        from channels import review_command

        return review_command.app
    from channels import commands

    return commands.app


if __name__ == "__main__":
    main()
