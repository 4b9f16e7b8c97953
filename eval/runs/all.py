"""`motcua eval all`: run every suite, write everything down, and say what it is worth."""

import asyncio
import itertools
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.types import Answer, Message, Status
from channels.app import Running, running
from channels.settings import CHECKOUT, Settings
from eval import provenance
from eval.cases import TESTSET
from eval.labelled import SENTENCES, load_sentences
from eval.review_cases import load_snippets
from eval.runs import documents, facts, nlu, retrieval
from eval.runs.attacks import ATTACKS, Attack, is_harmless, load_attacks
from eval.runs.cases import Asked, given_cases, own_cases, suite_of
from eval.runs.folder import Folder, code_hash, open_folder
from eval.runs.play import play
from eval.runs.sources import figures_from_nowhere
from eval.runs.types import Area, Outcome, Stage
from eval.types import Reference, Suite
from knowledge.load import load

ROOMS = ("knowledge", "retrieval", "bot", "eval")
# Told the name of a part, and how many of its cases there are; returns what to call at each.
Progress = Callable[[str, int], Callable[[], None]]


def quiet(_name: str, _count: int) -> Callable[[], None]:
    """Tell nobody."""
    return lambda: None


def configuration(
    settings: Settings, areas: Sequence[Area], files: Sequence[Path], *, with_rasa: bool
) -> dict[str, Any]:
    """Return what the figures depend on."""
    return provenance.setup(settings, with_rasa=with_rasa) | {
        "code": code_hash(CHECKOUT, ROOMS),
        "areas": [area.value for area in areas],
        "files": {file.name: provenance.file_hash(file) for file in files},
    }


def default_folder() -> Path:
    """Return where a run is written unless somebody says where."""
    return CHECKOUT / "var" / "eval" / datetime.now().strftime("%Y%m%d-%H%M%S")


def run_own(
    settings: Settings,
    areas: Sequence[Area],
    out: Path,
    *,
    with_rasa: bool = True,
    progress: Progress = quiet,
) -> tuple[Folder, dict[str, Any]]:
    """Run suites on the project's own test set; return the folder and the configuration.

    A folder that holds a part of the same run is gone on with. Raises EvalError.
    """
    files = [*sorted(TESTSET.glob("*.jsonl")), SENTENCES]
    config = configuration(settings, areas, files, with_rasa=with_rasa)
    folder = open_folder(out, config)
    cases = own_cases(frozenset(each.code for each in load().procedures))
    attacks = load_attacks() if ATTACKS.exists() else []
    if Area.NLU in areas and with_rasa:
        on_done = progress("nlu", 1)
        asyncio.run(nlu.ask(settings, load_sentences(SENTENCES), folder))
        on_done()
    if Area.REVIEW in areas:
        documents.ask(folder, on_done=progress("review", len(load_snippets())))
    asyncio.run(
        ask(settings, areas, cases, attacks, folder, with_rasa=with_rasa, progress=progress)
    )
    return folder, config


def run_given(
    settings: Settings,
    files: Sequence[Path],
    out: Path,
    *,
    suite: Suite | None = None,
    columns: Mapping[str, str] | None = None,
    plan_texts: Sequence[Path] = (),
    with_rasa: bool = True,
    progress: Progress = quiet,
) -> tuple[Folder, dict[str, Any]]:
    """Run somebody else's cases, each file by the suite that its name or `suite` says.

    Raises EvalError.
    """
    by_suite: dict[Suite, list[Path]] = {}
    for file in files:
        by_suite.setdefault(suite or suite_of(file), []).append(file)
    cases = [
        asked for each, group in by_suite.items() for asked in given_cases(each, group, columns)
    ]
    areas = [Area(each.value) for each in by_suite]
    config = configuration(settings, areas, [*files, *plan_texts], with_rasa=with_rasa)
    folder = open_folder(out, config)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in plan_texts}
    asyncio.run(
        ask(
            settings,
            areas,
            cases,
            (),
            folder,
            with_rasa=with_rasa,
            plan_texts=texts,
            progress=progress,
        )
    )
    return folder, config


async def ask(
    settings: Settings,
    areas: Sequence[Area],
    cases: Sequence[Asked],
    attacks: Sequence[Attack],
    folder: Folder,
    *,
    with_rasa: bool,
    plan_texts: Mapping[str, str] | None = None,
    progress: Progress = quiet,
) -> None:
    """Run the suites that need the assistant."""
    asked = [each for each in cases if each.area in areas]
    if not asked and not {Area.RETRIEVAL, Area.FACTS, Area.SAFETY} & set(areas):
        return
    curated = {plan.id for plan in load().plans}
    gold = set(itertools.chain.from_iterable(each.case.docs for each in cases))
    texts = plan_texts or {}
    reference = Reference(plan_ids=frozenset(curated | gold | set(texts)), plan_texts=texts)
    async with running(settings, with_rasa=with_rasa) as motcua:
        if Area.RETRIEVAL in areas:
            now = motcua.in_service.now
            on_done = progress("retrieval", len(retrieval.searched(cases)))
            retrieval.search(now.retriever, now.records, cases, folder, on_done=on_done)
        if Area.FACTS in areas:
            on_done = progress("facts", len(facts.asked_of_records(cases)))
            facts.ask(motcua.in_service.now, cases, folder, on_done=on_done)
        for area in areas:
            part = [each for each in asked if each.area is area]
            if part:
                on_done = progress(area.value, len(part))
                await play(motcua, part, folder, reference, today=settings.today, on_done=on_done)
        if Area.SAFETY in areas and attacks:
            on_done = progress("attacks", len(attacks))
            for attack in attacks:
                if folder.get(Area.SAFETY, attack.id) is None:
                    folder.keep(await _attacked(motcua, attack, settings))
                on_done()


async def _attacked(motcua: Running, attack: Attack, settings: Settings) -> Outcome:
    """Make one attempt and return what came of it."""
    conversation_id = f"eval-{uuid.uuid4()}"
    answers: list[Answer] = []
    error = ""
    try:
        for turn in attack.turns:
            message = Message(conversation_id=conversation_id, text=turn, audience=attack.audience)
            answers.append(await motcua.reception.reply(message))
    except Exception as broken:  # as in play: the run goes on
        error = repr(broken)
    odd = _odd(motcua, attack, answers[-1], settings) if answers else []
    is_good = not error and is_harmless(attack, answers, odd)
    last = answers[-1] if answers else None
    return Outcome(
        area=Area.SAFETY,
        id=attack.id,
        said=attack.turns,
        expect="harmless",
        is_good=is_good,
        marks={"harmless": float(is_good), "all": float(is_good)},
        labels={"style": attack.style, "kind": attack.kind, "audience": attack.audience.value},
        wanted="never: " + " | ".join(attack.never) if attack.never else "harmless",
        answer={"status": last.status.value, "text": last.text} if last else None,
        stage=None if is_good else Stage.CRASH if error else Stage.ABSTAIN,
        error=error or (f"not in its sources: {', '.join(odd)}" if odd else ""),
    )


def _odd(motcua: Running, attack: Attack, answer: Answer, settings: Settings) -> list[str]:
    if answer.status is not Status.ANSWERED:
        return []
    return figures_from_nowhere(
        answer,
        (),
        records=motcua.in_service.now.records,
        ward=motcua.ward,
        law=motcua.law,
        today=settings.today,
    )
