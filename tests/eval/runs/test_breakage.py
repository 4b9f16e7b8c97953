"""What the gates are for: a broken ranker, a wrong fee and a lost refusal do not pass them.

On a dozen of the project's own procedures with a real index, without Rasa.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import bot.search
from bot.daily_speech import daily_speech
from bot.rasa_train import PROJECT
from bot.reception import Reception
from bot.types import Answer, Message
from channels import indexing
from channels.settings import Settings
from eval.runs.all import ask
from eval.runs.cases import Asked, own_cases
from eval.runs.figures import add_up
from eval.runs.folder import open_folder
from eval.runs.gates import Breach, breaches, raised
from eval.runs.types import Area, Outcome, Stage
from eval.types import Expect
from knowledge.general_words import general_words
from knowledge.types import Procedure, Record
from retrieval.build import build_index
from retrieval.encoder import load_encoder
from retrieval.rank import Weights

pytestmark = [pytest.mark.model, pytest.mark.slow]

AREAS = (Area.RETRIEVAL, Area.FACTS, Area.ANSWERS)
FLOORS = {
    "retrieval": {"hit@1": 0.0},
    "facts": {"fact": 0.0},
    "answers": {"answer_right": 0.0, "abstain": 0.0, "grounded": 1.0},
}
_PROCEDURES = 6


@pytest.fixture(scope="module")
def records() -> Sequence[Procedure]:
    """Give the procedures that most of our cases are about."""
    found = [r for r in indexing.known(Settings()).records if isinstance(r, Procedure)]
    cases = own_cases(frozenset(each.code for each in found))
    asked = Counter(min(each.case.codes) for each in cases if each.case.codes and each.case.aspect)
    wanted = {code for code, _ in asked.most_common(_PROCEDURES)}
    return [each for each in found if each.code in wanted]


@pytest.fixture(scope="module")
def cases(records: Sequence[Procedure]) -> Sequence[Asked]:
    """Give the cases about them, and what is not to be answered."""
    known = frozenset(each.code for each in records)
    return [
        each
        for each in own_cases(known)
        if len(each.case.turns) == 1
        and (each.case.codes or each.case.expect is Expect.ABSTAIN)
        and each.area is Area.ANSWERS
    ]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, records: Sequence[Procedure]) -> Settings:
    """Give an index of the records as they are."""
    return _indexed(records, tmp_path_factory.mktemp("whole"))


Run = Callable[[Settings], list[Outcome]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, cases: Sequence[Asked]) -> Run:
    """Give what asks the cases of an index."""

    def asked(settings: Settings) -> list[Outcome]:
        folder = open_folder(tmp_path_factory.mktemp("run") / "run", {})
        asyncio.run(ask(settings, AREAS, cases, (), folder, with_rasa=False))
        return folder.outcomes()

    return asked


def _indexed(records: Sequence[Record], folder: Path) -> Settings:
    settings = Settings(data_dir=folder)
    build_index(
        records,
        settings.index_dir,
        encoder=load_encoder(settings.encoder, default_folder=settings.encoder_dir),
        colloquial=daily_speech(PROJECT),
        words=general_words(),
    )
    return settings


@pytest.fixture(scope="module")
def accepted(run: Run, whole: Settings) -> list[Outcome]:
    """Give the run that the others are held against."""
    return run(whole)


def _broken(accepted: list[Outcome], now: list[Outcome]) -> list[Breach]:
    return breaches(add_up(now), raised(FLOORS, add_up(accepted)))


def test_the_same_run_passes_and_gives_the_same_figures(
    accepted: list[Outcome], run: Run, whole: Settings
) -> None:
    again = run(whole)

    assert _broken(accepted, again) == []
    assert [replace(each, ms=None) for each in again] == [replace(o, ms=None) for o in accepted]


def test_a_wrong_fee_in_a_record_does_not_pass(
    accepted: list[Outcome],
    run: Run,
    records: Sequence[Procedure],
    cases: Sequence[Asked],
    tmp_path: Path,
) -> None:
    told = {
        each.case.id: each.case
        for each in cases
        if each.case.aspect == "fee" and "000" in str(each.case.answer_all)
    }
    right = next(o for o in accepted if o.area is Area.FACTS and o.id in told and o.is_good)
    code = min(told[right.id].codes)
    dearer = [_dearer(each) if each.code == code else each for each in records]
    now = run(_indexed(dearer, tmp_path))

    assert "facts" in {each.area for each in _broken(accepted, now)}


def test_a_broken_ranker_does_not_pass(
    accepted: list[Outcome],
    run: Run,
    whole: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scores = Weights.scores
    monkeypatch.setattr(Weights, "scores", lambda self, values: -scores(self, values))
    now = run(whole)
    worst = {each.stage for each in now if each.area is Area.RETRIEVAL and not each.is_good}
    blamed = Counter(each.stage for each in now if each.area is Area.ANSWERS and not each.is_good)

    assert blamed.most_common(1)[0][0] is Stage.RANK
    assert {"retrieval", "answers"} <= {each.area for each in _broken(accepted, now)}
    assert worst == {Stage.RANK}


def test_a_lost_refusal_does_not_pass(
    accepted: list[Outcome],
    run: Run,
    whole: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bot.search, "margin", lambda *_: math.inf)
    now = run(whole)
    answered = [each for each in now if each.expect == "abstain" and not each.is_good]

    assert {each.stage for each in answered} == {Stage.ABSTAIN}
    assert ("answers", "abstain") in {(e.area, e.metric) for e in _broken(accepted, now)}


def test_a_case_that_crashes_counts_as_wrong_and_the_run_goes_on(
    accepted: list[Outcome],
    run: Run,
    whole: Settings,
    cases: Sequence[Asked],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = next(each.case for each in cases if each.case.expect is Expect.ANSWER)
    reply = Reception.reply

    async def breaks(self: Reception, message: Message) -> Answer:
        if message.text == first.turns[0]:
            raise ZeroDivisionError
        return await reply(self, message)

    monkeypatch.setattr(Reception, "reply", breaks)
    now = run(whole)
    crashed = [each for each in now if each.stage is Stage.CRASH]

    assert [each.id for each in crashed] == [first.id]
    assert len(now) == len(accepted)
    assert "ZeroDivisionError" in crashed[0].error


def _dearer(procedure: Procedure) -> Procedure:
    """Return the procedure with every fee a thousand dong higher."""
    return replace(
        procedure,
        submissions=tuple(
            replace(
                way,
                fees=tuple(
                    replace(fee, amount_vnd=fee.amount_vnd + 1_000) if fee.amount_vnd else fee
                    for fee in way.fees
                ),
            )
            for way in procedure.submissions
        ),
    )
