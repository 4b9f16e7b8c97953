"""Review a document in a process of its own: it thinks for seconds, and files may be hostile.

`python -m channels.console.review_apart WORK HOME DATA_DIR`; WORK is `review`, which tells its
progress line by line, or `annotate`, which is told the findings to leave out and gives a DOCX.
"""

import json
import os
import resource
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bot.review import run
from bot.review.kept_files import name_of, source_of
from bot.review.kept_result import read_result, without, write_result
from bot.review.read import read_document
from bot.review.types import ReviewError
from channels.review_command import known
from channels.settings import read_settings

# A hundred pages take a third of a gigabyte; what takes ten times that is no document.
_MOST_BYTES = 3 * 1024**3
TOO_LARGE = "Văn bản quá lớn nên máy chủ chưa rà soát được. Chia thành nhiều tệp rồi tải lên."


def review(home: Path, data_dir: Path) -> None:
    """Review the file in the folder, and keep there what was found. Raises ReviewError."""
    _tell({"name": "đọc văn bản", "done": 0, "of": len(run.CHECKS)})
    document = replace(read_document(source_of(home)), name=Path(name_of(home)).stem)
    done = run.review(
        document,
        known(read_settings(data_dir)),
        progress=lambda name, done, of: _tell({"name": name, "done": done, "of": of}),
    )
    write_result(done, home)


def annotate(home: Path, _data_dir: Path) -> None:
    """Write the document with comments to the standard output. Raises ReviewError."""
    from bot.review.annotate import annotate as commented

    source, left_out = source_of(home), json.load(sys.stdin)
    kept = without(read_result(home, name=Path(name_of(home)).stem).review, left_out)
    whole = run.Review(document=read_document(source), findings=kept.findings)
    sys.stdout.buffer.write(commented(source, whole))


_WORKS: Mapping[str, Callable[[Path, Path], None]] = {"review": review, "annotate": annotate}


def main(arguments: list[str]) -> int:
    """Do a piece of work; what goes wrong is told in one line. Returns the exit code."""
    work, home, data_dir = arguments
    os.nice(10)  # Whoever asks a question meanwhile goes first.
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    try:
        _WORKS[work](Path(home), Path(data_dir))
    except ReviewError as error:
        _complain({"problem": str(error)})
    except MemoryError:
        _complain({"problem": TOO_LARGE})
    except Exception as broken:  # The gateway has to be told; words of the document must not be.
        where = traceback.format_tb(broken.__traceback__)
        _complain({"broke": type(broken).__name__, "where": where[-3:]})
    else:
        return 0
    return 1


def _tell(value: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _complain(value: Mapping[str, object]) -> None:
    sys.stderr.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
