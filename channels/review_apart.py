"""Review the one file in a folder, in a process of its own: `python -m channels.review_apart`.

It thinks for seconds, and files may be hostile. Arguments: the folder and the data folder. Prints
what came of it as one JSON object.
"""

import base64
import json
import os
import resource
import sys
from pathlib import Path

from bot.review import run
from bot.review.read import read_document
from bot.review.summary import summary_text
from bot.review.types import ReviewError
from channels.review_command import known
from channels.settings import read_settings

# A hundred pages take a third of a gigabyte; what takes ten times that is no document.
_MOST_BYTES = 3 * 1024**3
_NICENESS = 10
TOO_LARGE = "Văn bản lớn quá nên tôi chưa rà soát được. Anh/chị chia thành vài tệp rồi gửi lại."


def reviewed_in(folder: Path, data_dir: Path | None = None) -> dict[str, str]:
    """Return what comes of the file in the folder: `summary`, `found`, `docx`; or `refused`, why.

    `found` is how many findings there are.
    """
    (file,) = folder.iterdir()
    settings = read_settings(data_dir)
    try:
        done = run.review(read_document(file), known(settings))
    except ReviewError as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": TOO_LARGE}
    return {
        "summary": summary_text(done, made_on=settings.today),
        "found": str(len(done.findings)),
        "docx": _annotated(done, file),
    }


def _annotated(done: run.Review, file: Path) -> str:
    """Return the document with the findings as comments, in Base64; empty if there is none."""
    if not done.findings:
        return ""
    # It takes a while to load.
    from bot.review.annotate import annotate

    try:
        return base64.b64encode(annotate(file, done)).decode()
    except (ReviewError, MemoryError):
        return ""


def main(arguments: list[str]) -> None:
    """Review and print."""
    folder, data_dir = map(Path, arguments)
    os.nice(_NICENESS)  # Whoever asks a question meanwhile goes first.
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    sys.stdout.write(json.dumps(reviewed_in(folder, data_dir)))


if __name__ == "__main__":
    main(sys.argv[1:])
