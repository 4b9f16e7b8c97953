"""The command line of the measurements: `python -m eval run | score | bench | …`."""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from bot.rasa_process import RasaProcess
from bot.rasa_train import PROJECT, model_path
from bot.types import BotError
from channels.app import configure_logging, running
from channels.settings import CHECKOUT, Settings
from eval import provenance, report
from eval.bench import Plan, measure
from eval.bench_channels import faults, webhooks
from eval.cases import load_answers, load_cases, parse_answer, shipped, without_diacritics
from eval.counter_bench import counter
from eval.labelled import SENTENCES, classify, load_sentences, score_both
from eval.labelled import show as show_scores
from eval.metrics import evaluate
from eval.review import review
from eval.runs import commands
from eval.scale import ScalePlan, measure_scale
from eval.suites import Played, play
from eval.types import Case, EvalError, Reference, Suite
from knowledge.load import load
from knowledge.types import KnowledgeError
from retrieval.types import RetrievalError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
# A file or a pipe has no width; rich would fold the tables at 80.
console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
errors = Console(stderr=True, highlight=False)

EXPECTED = (EvalError, BotError, KnowledgeError, RetrievalError)

DataDir = Annotated[Path | None, typer.Option(help="where run-time data is kept (default: var)")]
NoRasa = Annotated[bool, typer.Option("--no-rasa", help="answer by search alone")]
Wrong = Annotated[int, typer.Option(help="print the first N cases that went wrong")]
PlanText = Annotated[
    list[Path] | None,
    typer.Option(help="full text of a plan, named as its id: numbers are looked up in it"),
]


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One suite of a run."""

    name: str
    suite: Suite
    cases: Sequence[Case]
    files: Sequence[Path]


@app.command()
def run(
    files: Annotated[list[Path] | None, typer.Argument(help="cases; default: our own")] = None,
    suite: Annotated[Suite | None, typer.Option(help="default: all, with our own cases")] = None,
    stripped: Annotated[
        bool, typer.Option("--stripped", help="ask accented questions without diacritics too")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="default: var/eval/<time>")] = None,
    plan_text: PlanText = None,
    show: Wrong = 0,
    no_rasa: NoRasa = False,
    data_dir: DataDir = None,
) -> None:
    """Ask every case of the suites and score the answers."""
    if files and suite is None:
        raise EvalError("say which --suite the files belong to: procedures, guides or plans")
    configure_logging("WARNING")
    settings = _settings(data_dir)
    parts = _parts([suite] if suite else list(Suite), files or [], stripped)
    config = provenance.setup(settings, with_rasa=not no_rasa) | {
        "suites": {part.name: provenance.files(part.files) for part in parts},
        "plan_texts": provenance.files(plan_text or []),
    }
    reference = _reference([case for part in parts for case in part.cases], plan_text or [])
    folder = out or CHECKOUT / "var" / "eval" / datetime.now().strftime("%Y%m%d-%H%M%S")
    folder.mkdir(parents=True, exist_ok=True)
    report.write_json(folder / "config.json", config)
    played = asyncio.run(_play(settings, parts, with_rasa=not no_rasa))
    results = []
    for part in parts:
        bodies = played[part.name].answers
        report.write_answers(folder, part.name, bodies)
        answers = {body.id: parse_answer(body.model_dump_json()) for body in bodies}
        results.append(evaluate(part.name, part.cases, answers, reference))
        report.show(console, results[-1], wrong=show)
    failures = {name: each.failures for name, each in played.items()}
    report.write_results(folder, results, failures)
    for name, broken in failures.items():
        for id_, why in broken.items():
            errors.print(f"eval: {name}, {id_}: no answer: {why}", style="red", markup=False)
    console.print(f"answers, results and configuration: {folder}", soft_wrap=True)


@app.command()
def score(
    suite: Suite,
    cases: Path,
    answers: Path,
    plan_text: PlanText = None,
    show: Wrong = 0,
    as_json: Annotated[bool, typer.Option("--json", help="print the result as JSON")] = False,
) -> None:
    """Score answers that exist already, one JSON object a line."""
    gold, given = load_cases(suite, [cases]), load_answers(answers)
    strangers = len(given.keys() - {case.id for case in gold})
    if strangers:
        errors.print(f"eval: {answers.name}: {strangers} answers belong to no case; not looked at")
    result = evaluate(suite.value, gold, given, _reference(gold, plan_text or []))
    if as_json:
        typer.echo(json.dumps(asdict(result), ensure_ascii=False))
    else:
        report.show(console, result, wrong=show)


@app.command()
def bench(
    n: Annotated[int, typer.Option(min=1, max=5_000, help="questions")] = 200,
    no_rasa: Annotated[bool, typer.Option("--no-rasa", help="leave Rasa out everywhere")] = False,
    serve: Annotated[bool, typer.Option("--serve", help="measure the gateway as well")] = False,
    starts: Annotated[int, typer.Option(min=1, max=20, help="starts of the gateway")] = 3,
    load: Annotated[
        int, typer.Option(min=0, max=500, help="conversations of ten turns to hold at once")
    ] = 0,
    import_portal: Annotated[list[Path] | None, typer.Option(help="time importing it")] = None,
    import_plan: Annotated[list[Path] | None, typer.Option(help="time importing it")] = None,
    import_pages: Annotated[
        int, typer.Option(min=0, max=5_000, help="time importing a made-up PDF of so many pages")
    ] = 0,
    json_: Annotated[Path | None, typer.Option("--json", help="write the figures there")] = None,
    data_dir: DataDir = None,
) -> None:
    """Measure time and memory: answers, their stages, the gateway, import and index."""
    configure_logging("WARNING")
    plan = Plan(
        n=n,
        with_rasa=not no_rasa,
        serve=serve,
        starts=starts,
        portal=tuple(import_portal or ()),
        plans=tuple(import_plan or ()),
        pages=import_pages,
        load=load,
    )
    figures = measure(_settings(data_dir), plan, console=console, errors=errors)
    if json_:
        report.write_json(json_, figures)


@app.command()
def scale(
    sizes: Annotated[list[int] | None, typer.Argument(min=100, help="numbers of passages")] = None,
    n: Annotated[int, typer.Option(min=1, max=5_000, help="questions")] = 200,
    types: Annotated[
        list[str] | None, typer.Option("--type", help="FAISS index types to compare; default: all")
    ] = None,
    no_whole: Annotated[
        bool, typer.Option("--no-whole", help="measure the dense lookup alone")
    ] = False,
    json_: Annotated[Path | None, typer.Option("--json", help="write the figures there")] = None,
    data_dir: DataDir = None,
) -> None:
    """Measure search over corpora made up from the index: 3,000 and 30,000 passages if none said.

    300,000 take some minutes and 3 GB, a million a quarter of an hour and 10 GB.
    """
    configure_logging("WARNING")
    plan = ScalePlan(
        sizes=tuple(sizes or (3_000, 30_000)),
        n=n,
        whole=not no_whole,
        **({"types": tuple(types)} if types else {}),
    )
    figures = measure_scale(_settings(data_dir), plan, console=console, errors=errors)
    if json_:
        report.write_json(json_, figures)


@app.command()
def intents(
    sentences: Annotated[Path, typer.Argument(help="YAML; default: our own")] = SENTENCES,
    show: Wrong = 0,
    data_dir: DataDir = None,
) -> None:
    """Ask Rasa single sentences and score intents and aspects by macro-F1."""
    configure_logging("WARNING")
    given = load_sentences(sentences)
    settings = _settings(data_dir)

    async def ask() -> tuple[list[str], list[str]]:
        # A folder of its own: what is asked here belongs into nobody's conversations.
        with TemporaryDirectory() as folder:
            model = model_path(PROJECT, settings.build_dir)
            python = settings.rasa_python
            async with RasaProcess(python=python, model=model, data_dir=Path(folder)) as rasa:
                return await classify(given, rasa.http)

    for title, scores in zip(
        ("intents", "aspects"), score_both(given, *asyncio.run(ask())), strict=True
    ):
        show_scores(console, f"{title} ({sentences.name})", scores, wrong=show)


app.command()(faults)
app.command()(webhooks)
app.command()(counter)
commands.register(app)
app.command()(review)


def main() -> None:
    """Run a command; expected failures end in one clear line and exit code 1."""
    try:
        app()
    except EXPECTED as error:
        errors.print(f"eval: {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(1)


def _parts(suites: Sequence[Suite], files: Sequence[Path], stripped: bool) -> list[_Part]:
    parts = []
    for suite in suites:
        paths = list(files) or [shipped(suite)]
        cases = load_cases(suite, paths)
        parts.append(_Part(name=suite.value, suite=suite, cases=cases, files=paths))
        if stripped and (bare := without_diacritics(cases)):
            name = f"{suite.value}_stripped"
            parts.append(_Part(name=name, suite=suite, cases=bare, files=paths))
    return parts


async def _play(
    settings: Settings, parts: Sequence[_Part], *, with_rasa: bool
) -> dict[str, Played]:
    played = {}
    async with running(settings, with_rasa=with_rasa) as motcua:
        with _progress() as progress:
            for part in parts:
                task = progress.add_task(part.name, total=len(part.cases))
                played[part.name] = await play(
                    motcua.reception,
                    part.cases,
                    on_done=lambda task=task: progress.advance(task),  # type: ignore[misc]  # the default binds this round's task
                )
    return played


def _reference(cases: Sequence[Case], plan_texts: Sequence[Path]) -> Reference:
    """Return the plans we know: curated ones, those of the cases and those given as text."""
    texts = {}
    for path in plan_texts:
        try:
            texts[path.stem] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise EvalError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    curated = {plan.id for plan in load().plans}
    gold = {doc for case in cases for doc in case.docs}
    return Reference(plan_ids=frozenset(curated | gold | texts.keys()), plan_texts=texts)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=errors,
    )


def _settings(data_dir: Path | None) -> Settings:
    return Settings() if data_dir is None else Settings(data_dir=data_dir)


if __name__ == "__main__":
    main()
