"""The words of everyday Vietnamese, from a library's dictionary: our own text lacks many."""

import importlib.util
from pathlib import Path

from knowledge.types import KnowledgeError


def general_words() -> list[str]:
    """Return words and fixed phrases of the general language, as underthesea (Apache-2.0) has them.

    Reads its file without importing it. Raises KnowledgeError when it is not there.
    """
    spec = importlib.util.find_spec("underthesea")  # finds the package, does not run it
    if spec is None or not spec.submodule_search_locations:
        raise KnowledgeError("underthesea is not installed: its dictionary is needed")
    path = Path(spec.submodule_search_locations[0], "corpus", "data", "Viet39K.txt")
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(
            f"{path.name} of underthesea cannot be read ({error}): install the pinned version again"
        ) from error
