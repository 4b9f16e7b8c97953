"""Load `bot/aspect.py` by its path: the one file that Rasa and the gateway both run.

By path and not as `bot.aspect`, because the package `bot` needs Python 3.11 and Rasa runs on 3.10.
"""

import importlib.util
from pathlib import Path
from types import ModuleType

ASPECT_FILE = Path(__file__).resolve().parents[2] / "aspect.py"


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("motcua_aspect", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path}: cannot be loaded; restore it from the repository")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_aspect = _load(ASPECT_FILE)
find_aspect = _aspect.find_aspect
plain_words = _aspect.plain_words
