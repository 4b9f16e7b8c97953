"""The command that compares: `python -m eval.peers`."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from channels.settings import Settings
from eval import provenance
from eval.cases import TESTSET
from eval.peers.collect import collect
from eval.peers.given import Given, write
from eval.peers.report import Measured, cost_table, in_words, quality_table, verdicts
from eval.peers.vectors import Encoded, Encoding, kept
from eval.peers.ways import WAYS
from eval.peers.worker import Built, Round
from eval.report import write_json
from eval.types import EvalError
from knowledge.types import KnowledgeError

# So that no way has more threads for a question than another.
_ONE_THREAD = {
    name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
} | {"TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}


class Worker:
    """One way in its own process, waiting for the next round."""

    def __init__(self, name: str, given: Path) -> None:
        """Start it. `built` waits until it is ready."""
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")
        self._process = subprocess.Popen(  # noqa: S603  our own module, a name of a way
            [sys.executable, "-m", "eval.peers.worker", name, str(given)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env=os.environ | _ONE_THREAD,
        )

    def tell(self) -> dict[str, Any]:
        """Return the next figures. Raises EvalError if it ended instead."""
        stdout = self._process.stdout
        line = stdout.readline() if stdout else ""
        if line:
            told: dict[str, Any] = json.loads(line)
            return told
        self._process.wait()
        self._errors.seek(0)
        last = self._errors.read().strip().splitlines()[-1:]
        raise EvalError(" ".join(last) or f"exit code {self._process.returncode}")

    def round(self) -> Round:
        """Time one more round. Raises EvalError."""
        if self._process.stdin:
            self._process.stdin.write("\n")
            self._process.stdin.flush()
        return Round(**self.tell())

    def close(self) -> None:
        """End it and wait until it has ended."""
        self._process.communicate()
        self._errors.close()


def measure(
    given: Given, *, names: Sequence[str], rounds: int, keep: Path | None
) -> dict[str, Measured]:
    """Return the figures of the ways that could be measured, in their order.

    The passages' vectors are kept in the folder `keep`, and taken from there if they fit.
    """
    with tempfile.TemporaryDirectory(prefix="motcua-peers-") as scratch, ExitStack() as stack:
        path = Path(scratch) / "given.json"
        given = replace(given, vectors_dir=str(keep or scratch))
        write(given, path)
        encoded: dict[Encoding, Encoded] = {}
        workers: dict[str, Worker] = {}
        built: dict[str, Built] = {}
        for name in names:
            try:
                encoding = WAYS[name].encoder
                if encoding and encoding not in encoded:
                    encoded[encoding] = kept(given, encoding) or _encode(path, encoding)
                _say(f"{name}: building and asking")
                worker = stack.enter_context(closing(Worker(name, path)))
                built[name] = Built(**worker.tell())
                workers[name] = worker
            except EvalError as why:
                _say(f"{name}: left out ({why})")
        taken: dict[str, list[Round]] = {name: [] for name in workers}
        for number in range(rounds):
            _say(f"round {number + 1} of {rounds}")
            for name, worker in workers.items():
                taken[name].append(worker.round())
    return {
        name: Measured(
            built=built[name],
            rounds=found,
            encoded=encoded[encoding] if (encoding := WAYS[name].encoder) else None,
        )
        for name, found in taken.items()
    }


def _encode(path: Path, encoding: Encoding) -> Encoded:
    """Encode the passages in a process of its own. Raises EvalError."""
    _say(f"encoding the passages, {encoding}")
    with closing(Worker(encoding, path)) as worker:
        return Encoded(**worker.tell())


def main(
    data_dir: Annotated[Path | None, typer.Option(help="whose records are searched")] = None,
    questions: Annotated[list[Path] | None, typer.Option(help="default: ranking.jsonl")] = None,
    way: Annotated[list[str] | None, typer.Option(help="default: all")] = None,
    most: Annotated[int, typer.Option(min=1, help="questions of a file, spread evenly")] = 400,
    timed: Annotated[int, typer.Option(min=1, help="questions to be timed with")] = 120,
    rounds: Annotated[int, typer.Option(min=1, help="of timing")] = 5,
    keep: Annotated[Path | None, typer.Option(help="folder to keep vectors in")] = None,
    json_: Annotated[Path | None, typer.Option("--json", help="write the figures there")] = None,
) -> None:
    """Compare our search for procedures with other libraries'."""
    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    unknown = set(way or ()) - WAYS.keys()
    if unknown:
        raise typer.BadParameter(f"no such way: {', '.join(sorted(unknown))}")
    names = [name for name in WAYS if way is None or name in way]
    files = questions or [TESTSET / "ranking.jsonl"]
    try:
        given = collect(settings, files, most=most, timed=timed)
        # Before, because somebody may commit while it runs.
        machine, commit = provenance.machine(), provenance.commit()
        measured = measure(given, names=names, rounds=rounds, keep=keep)
    except (EvalError, KnowledgeError) as error:
        _say(str(error))
        raise typer.Exit(1) from error
    versions = {k: v for each in measured.values() for k, v in each.built.versions.items()}
    procedures = len({piece.code for piece in given.pieces})
    lines = [
        f"{len(given.pieces)} passages of {procedures} procedures; {machine['cpu']}, "
        f"{machine['cores']} cores, {machine['ram_gb']} GB, Python {machine['python']}, "
        f"{machine['date']}, load {machine['load_1_min']} at the start; "
        f"commit {commit}.",
        "",
        quality_table(given.sets, measured),
        "",
        f"Timed: {len(given.timed)} questions one at a time, {rounds} rounds through all ways.",
        "",
        cost_table(measured),
        "",
        *verdicts(measured),
        "",
        ", ".join(f"{name} {version}" for name, version in sorted(versions.items())),
    ]
    print("\n".join(lines))  # noqa: T201
    if json_:
        figures = {
            "machine": machine,
            "commit": commit,
            "versions": versions,
            "questions": provenance.files(files),
            "sets": [(each.name, each.writing, len(each.questions)) for each in given.sets],
            "ways": in_words(measured),
        }
        write_json(json_, figures)


def _say(line: str) -> None:
    sys.stderr.write(f"peers: {line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    typer.run(main)
