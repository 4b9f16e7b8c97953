"""Review a document in a process of its own: it thinks for seconds, and files may be hostile.

`python -m channels.console.review_apart WORK HOME DATA_DIR`; WORK is `review`, which tells its
progress line by line, `annotate`, which gives a DOCX, or `summary`, which gives a PDF. The last
two are told which findings to leave out.
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
from bot.review.types import FileKind, ReviewError
from channels.review_command import known
from channels.settings import read_settings

# A hundred pages take a third of a gigabyte; what takes ten times that is no document.
_MOST_BYTES = 3 * 1024**3
# Whoever asks a question meanwhile goes first, but nobody waits for a quiet hour.
_NICENESS = 5
# Steps that reading a file tells.
_READING = 2
TOO_LARGE = "Văn bản quá lớn nên máy chủ chưa rà soát được. Chia thành nhiều tệp rồi tải lên."


def review(home: Path, data_dir: Path) -> None:
    """Review the file in the folder, and keep there what was found. Raises ReviewError."""
    steps = _READING + len(run.CHECKS)

    def progress(name: str, done: int) -> None:
        if name:
            _tell({"name": name, "done": done, "of": steps})

    document = read_document(source_of(home), progress=lambda name, n, _: progress(name, n))
    held_against = known(read_settings(data_dir))
    done = run.review(
        document, held_against, progress=lambda name, n, _: progress(name, _READING + n)
    )
    write_result(done, home)


def annotate(home: Path, _data_dir: Path) -> None:
    """Write the document with comments to the standard output. Raises ReviewError."""
    from bot.review.annotate import annotate as commented

    sys.stdout.buffer.write(commented(source_of(home), _wanted(home)))


def summary(home: Path, data_dir: Path) -> None:
    """Write the summary as PDF to the standard output. Raises ReviewError."""
    from bot.review.summary import summary_pdf

    made_on = read_settings(data_dir).today
    sys.stdout.buffer.write(summary_pdf(_wanted(home), made_on=made_on))


def _wanted(home: Path) -> run.Review:
    """Return what was found, without what is to be left out."""
    source, name = source_of(home), Path(name_of(home)).stem
    kept = without(read_result(home, name=name).review, json.load(sys.stdin))
    if kept.document.kind is FileKind.DOCX:
        return kept
    # Pages and paragraphs are needed, which are not kept with the findings.
    return replace(kept, document=replace(read_document(source), name=name))


_WORKS: Mapping[str, Callable[[Path, Path], None]] = {
    "review": review,
    "annotate": annotate,
    "summary": summary,
}


def main(arguments: list[str]) -> int:
    """Do a piece of work; what goes wrong is told in one line. Returns the exit code."""
    work, home, data_dir = arguments
    os.nice(_NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    try:
        _WORKS[work](Path(home), Path(data_dir))
    except ReviewError as error:
        said, source = str(error), next(Path(home).glob("source.*")).name
        _complain({"problem": said.replace(source, name_of(Path(home)))})
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
