"""Time `motcua review` on made-up DOCX of many pages, from outside, with its peak of memory."""

import itertools
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
import psutil
from docx.enum.text import WD_BREAK
from docx.shared import Cm, Pt

from channels.settings import CHECKOUT, Settings
from eval.bench_process import MOTCUA, environment_of
from eval.types import EvalError

PAGES = (10, 100, 300)
_TIMEOUT_S = 900.0
_POLL_S = 0.02
_LINES_A_PAGE = 34
# Words of 13 point on a line of 16 cm.
_WORDS_A_LINE = 14
_ROWS_A_TABLE = 20
# One page in so many is a table.
_TABLE_EVERY = 5


@dataclass(frozen=True, kw_only=True)
class Timed:
    """What reviewing one file cost, some times over."""

    pages: int
    words: int
    seconds: tuple[float, ...]
    """Of the whole command, start of Python and all."""
    cpu_seconds: tuple[float, ...]
    """Of those, what the processor worked for it: what is left on a busy machine is waiting."""
    peak_mb: float
    """The highest resident memory of all runs, as the kernel keeps it."""


def make_docx(path: Path, texts: Sequence[str], *, pages: int) -> int:
    """Write a DOCX of about so many pages from the paragraphs of texts; return its words.

    Each page ends with a break, and holds what fits on A4 in 13 point; every fifth is a table.
    """
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    paragraphs = itertools.cycle(
        line for text in texts for line in text.split("\n") if len(line.split()) > 5
    )
    for page in range(pages):
        if page % _TABLE_EVERY == _TABLE_EVERY - 1:
            table = document.add_table(rows=_ROWS_A_TABLE, cols=3)
            # Its cells are asked for once: each access of a row works out the whole grid again.
            cells = iter(table._cells)
            for row in range(1, _ROWS_A_TABLE + 1):
                said = next(paragraphs).replace("\t", " ")
                for text in (str(row), said[:60], f"{50 + row}%"):
                    next(cells).text = text
        else:
            lines = 0
            while lines < _LINES_A_PAGE:
                # Numbered through, so that no two paragraphs of the file are the same.
                said = f"{next(paragraphs)} ({page + 1}.{lines + 1})".replace("\t", " ")
                lines += 1 + len(said.split()) // _WORDS_A_LINE
                document.add_paragraph(said)
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.save(str(path))
    inside = [
        *document.paragraphs,
        *(p for t in document.tables for c in t._cells for p in c.paragraphs),
    ]
    return sum(len(paragraph.text.split()) for paragraph in inside)


def measure_speed(
    settings: Settings, texts: Sequence[str], *, sizes: Sequence[int] = PAGES, runs: int = 5
) -> list[Timed]:
    """Review files of so many pages, each some times. Raises EvalError if one fails."""
    measured = []
    with tempfile.TemporaryDirectory(prefix="motcua-review-") as folder:
        environment = environment_of(settings, settings.data_dir)
        for pages in sizes:
            path = Path(folder) / f"van-ban-{pages}-trang.docx"
            words = make_docx(path, texts, pages=pages)
            costs = [_run(path, environment) for _ in range(runs)]
            measured.append(
                Timed(
                    pages=pages,
                    words=words,
                    seconds=tuple(seconds for seconds, _, _ in costs),
                    cpu_seconds=tuple(cpu for _, cpu, _ in costs),
                    peak_mb=max(peak for _, _, peak in costs),
                )
            )
    return measured


def _run(path: Path, environment: Mapping[str, str]) -> tuple[float, float, float]:
    """Return the seconds, those of the processor, and the peak of memory in MB of one review."""
    command = [*MOTCUA, "review", str(path), "--json"]
    with tempfile.TemporaryFile() as errors:
        before = _children_cpu_s()
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  # our own command
            command,
            cwd=CHECKOUT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        peak = 0.0
        try:
            while process.poll() is None:
                if time.perf_counter() - started > _TIMEOUT_S:
                    raise EvalError(f"`motcua review {path.name}` took over {_TIMEOUT_S:g} s")
                peak = max(peak, _peak_mb(process.pid))
                time.sleep(_POLL_S)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        seconds, cpu = time.perf_counter() - started, _children_cpu_s() - before
        errors.seek(0)
        told = errors.read().decode("utf-8", "replace")[-500:].strip()
    if process.returncode != 0:
        raise EvalError(f"`motcua review {path.name}` ended with {process.returncode}: {told}")
    return seconds, cpu, peak


def _children_cpu_s() -> float:
    """Return what the processor worked for all our children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak_mb(pid: int) -> float:
    """Return the most memory a process has held at once so far; sampled where nobody keeps it.

    getrusage() will not do: its peak is at least that of the process that started the command.
    """
    if sys.platform == "linux":
        try:
            lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
        except OSError:
            return 0.0
        kept = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
        return int(next(kept, "0")) / 1024
    try:
        return float(psutil.Process(pid).memory_info().rss) / 2**20
    except psutil.NoSuchProcess:
        return 0.0
