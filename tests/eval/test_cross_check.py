"""Our figures against two other implementations, on the same cases and answers."""

import itertools
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.types import Status
from eval.cases import load_answers, load_cases, shipped
from eval.metrics import Result, evaluate
from eval.types import Case, Expect, Given, Reference, Suite

pytestmark = pytest.mark.slow

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SCORER = SHARED / "tools" / "score.py"
OURS_ONLY = {"mrr"}
# What the other scorer counts only when an answer came; we count a missing one as the worst.
COUNTED_WHEN_MISSING = {
    "asked_back",
    "wrong_procedure",
    "wrong_refusal",
    "answered_has_citation",
    "cites_right_document",
    "no_invented_number",
}
NEEDS_SCORER = pytest.mark.skipif(
    not SCORER.is_file(), reason=f"the other scorer is not there: {SCORER}"
)
# Pieces that answers are made of: what metrics look for, and what only resembles it.
PIECES = (
    "Lệ phí là 25,000 đồng.", "Phí 17.000 đồng/lần, nộp qua mạng 7.000 đồng.", "Miễn phí.",
    "Trong (03) ngày làm việc kể từ khi nhận đủ hồ sơ.", "Sau 13 ngày.", "Chậm nhất 60 ngày.",
    "Kế hoạch không nêu con số này.", "Chưa có quy định cụ thể ở mục 3.4.", "Đạt tối thiểu 85 %.",
    "Đạt 95% vào tháng 12/2026.", "Không bấm đường link lạ.", "Cảnh giác với kẻ gian giả danh.",
    "Anh/chị mở VNeID rồi đăng nhập.", "Gọi 1900.0368 hoặc 18001096.", "Vào dichvucong.gov.vn.",
    "Ngắn.", "Có 26 tổ dân phố, 04 trụ cột và 3091 hồ sơ.", "Tải trên App Store, Google Play.",
)  # fmt: skip


def _cases() -> list[tuple[Suite, Path]]:
    dev = {suite: SHARED / "questions" / f"{suite.value}_dev.jsonl" for suite in Suite}
    return [(suite, path) for suite in Suite for path in (shipped(suite), dev[suite])]


def _synthetic_answers(path: Path, *, keep: float) -> list[dict[str, Any]]:
    """Make up answers of every status, some right, some nearly, some without most fields."""
    chance = random.Random(path.name)  # noqa: S311  # not for secrets
    statuses = itertools.cycle([*Status, "ANSWERED", "CLARIFY", "ANSWERED", "UNHEARD_OF"])
    answers = []
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        status = next(statuses)
        if chance.random() > keep:
            continue
        if chance.random() < 0.4:
            answers.append(_good_answer(case, chance))
            continue
        codes = [*case.get("codes", ()), *case.get("codes_ok", ()), "9.999999", "8.888888"]
        gold = [chance.choice(group) for group in case.get("answer_all", ()) if group]
        said = [*chance.sample(PIECES, chance.randint(0, 4)), *(gold * chance.randint(0, 1))]
        chance.shuffle(said)
        docs = [*case.get("docs", ()), "mo-lao-2025", "tay-mo-2026", "1.004194", None]
        answer: dict[str, Any] = {"id": case["id"], "status": status, "text": " ".join(said)}
        if chance.random() > 0.1:
            answer |= {
                "procedure": chance.choice([*codes, None]),
                "ranking": chance.sample(codes, chance.randint(0, len(codes))),
                "choices": [
                    {"title": "x", "code": code, "payload": "x"}
                    for code in chance.sample([*codes, None], chance.randint(0, min(6, len(codes))))
                ],
                "citations": [
                    {"title": chance.choice(["x", ""]), "doc": chance.choice(docs)}
                    for _ in range(chance.randint(0, 3))
                ],
                "warnings": chance.choice([[], [{"text": "Đừng tin.", "kind": "safety"}], ["Ừ."]]),
                "ms": round(chance.uniform(5, 400), 1),
            }
        answers.append(answer)
    return answers


def _good_answer(case: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Make up an answer that is right in most ways, whatever the case expects."""
    codes = list(case.get("codes", ()))
    docs = case.get("docs") or codes[:1] or ["g-x"]
    expects = case.get("expect") or case["type"]
    refuses = expects in ("not_in_scope", "unanswerable", "out_of_scope")
    status = {"clarify": "CLARIFY"}.get(expects, "NO_CONTENT" if refuses else "ANSWERED")
    said = [chance.choice(group) for group in case.get("answer_all", ())]
    return {
        "id": case["id"],
        "status": "ANSWERED" if refuses and chance.random() < 0.5 else status,
        "text": ". ".join(["Anh/chị xem giúp phần này", *said, chance.choice(PIECES)]),
        "procedure": chance.choice(codes) if codes else None,
        "ranking": codes[:10],
        "choices": [{"title": "x", "code": code, "payload": "x"} for code in codes[:4]],
        "citations": [{"title": "x", "doc": doc} for doc in docs],
        "ms": 20,
    }


def _other(suite: Suite, cases: Path, answers: Path) -> dict[str, Any]:
    command = [sys.executable, str(SCORER), suite.value, str(cases), str(answers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def _ours(suite: Suite, cases: Path, answers: Path) -> Result:
    texts = {path.stem: path.read_text("utf-8") for path in (SHARED / "plans").glob("*.txt")}
    reference = Reference(plan_ids=frozenset(texts), plan_texts=texts)
    return evaluate(suite.value, load_cases(suite, [cases]), load_answers(answers), reference)


def _rounded(result: Result) -> dict[str, Any]:
    figures = {name: figure for name, figure in result.figures.items() if name not in OURS_ONLY}
    digits = {name: 1 if name.startswith("p") and "_" in name else 3 for name in figures}
    values = {
        name: None if figure.value is None else round(figure.value, digits[name])
        for name, figure in figures.items()
    }
    styles = {f"style:{name}": round(f.value or 0, 3) for name, f in result.styles.items()}
    return {"kind": result.name, "n": result.n, **values, **styles}


def _written(folder: Path, cases: Path, *, keep: float) -> Path:
    answers = folder / "answers.jsonl"
    lines = [
        json.dumps(answer, ensure_ascii=False) for answer in _synthetic_answers(cases, keep=keep)
    ]
    answers.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return answers


@NEEDS_SCORER
@pytest.mark.parametrize(("suite", "cases"), _cases(), ids=lambda value: getattr(value, "stem", ""))
def test_every_figure_equals_the_shared_scorers(suite: Suite, cases: Path, tmp_path: Path) -> None:
    answers = _written(tmp_path, cases, keep=1)
    ours, theirs = _rounded(_ours(suite, cases, answers)), _other(suite, cases, answers)
    assert ours == theirs
    assert 0 < theirs["all"] < 1, "the answers must be neither all right nor all wrong"


@NEEDS_SCORER
@pytest.mark.parametrize(("suite", "cases"), _cases(), ids=lambda value: getattr(value, "stem", ""))
def test_with_answers_missing_figures_are_equal_or_worse(
    suite: Suite, cases: Path, tmp_path: Path
) -> None:
    answers = _written(tmp_path, cases, keep=0.7)
    result = _ours(suite, cases, answers)
    ours, theirs = _rounded(result), _other(suite, cases, answers)
    assert result.missing > 0
    assert ours.keys() >= theirs.keys()
    for name in theirs.keys() - COUNTED_WHEN_MISSING:
        assert ours[name] == theirs[name], name
    for name in theirs.keys() & COUNTED_WHEN_MISSING:
        harder = -1 if name in {"asked_back", "wrong_procedure", "wrong_refusal"} else 1
        assert harder * ours[name] <= harder * (theirs[name] or 0), name


@NEEDS_SCORER
def test_real_looking_amounts_are_read_alike(tmp_path: Path) -> None:
    cases, answers = tmp_path / "cases.jsonl", tmp_path / "answers.jsonl"
    spellings = ("7,000", "7.000", "17.000", "7.000.000", "03 (ba) ngày làm việc", "3ngày", "95 %")
    gold = ("7.000", "03 ngày", "95%", "5%", "000")
    pairs = list(itertools.product(spellings, gold))
    cases.write_text(
        "".join(
            json.dumps(
                {"id": str(i), "turns": ["q"], "expect": "answer", "answer_all": [[part]]}
            )
            + "\n"
            for i, (_, part) in enumerate(pairs)
        )
    )  # fmt: skip
    answers.write_text(
        "".join(
            json.dumps({"id": str(i), "status": "ANSWERED", "text": f"Anh chị xem: {said} nhé."})
            + "\n"
            for i, (said, _) in enumerate(pairs)
        )
    )
    ours = _ours(Suite.GUIDES, cases, answers)
    command = [sys.executable, str(SCORER), "guides", str(cases), str(answers), "--show", "99"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    theirs = [line.split("\t")[0] for line in done.stderr.splitlines()]
    assert [wrong.id for wrong in ours.wrong] == theirs
    assert 0 < len(theirs) < len(pairs)


def test_hits_and_reciprocal_ranks_equal_scikit_learns() -> None:
    ranking_metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not there")
    chance = random.Random(5)  # noqa: S311  # not for secrets
    codes = [f"1.{number}" for number in range(10)]
    lines = [
        {"id": str(i), "gold": chance.choice(codes), "ranking": chance.sample(codes, 10)}
        for i in range(40)
    ]
    cases = [
        Case(
            id=str(line["id"]),
            suite=Suite.PROCEDURES,
            expect=Expect.ANSWER,
            turns=("q",),
            codes=frozenset({str(line["gold"])}),
        )
        for line in lines
    ]
    answers = {
        str(line["id"]): Given(id=str(line["id"]), ranking=tuple(line["ranking"])) for line in lines
    }
    figures = evaluate("x", cases, answers, Reference()).figures
    truth = [codes.index(str(line["gold"])) for line in lines]
    scores = [[-line["ranking"].index(code) for code in codes] for line in lines]  # type: ignore[attr-defined]  # a list
    relevant = [[int(code == line["gold"]) for code in codes] for line in lines]
    for k in (1, 3, 5):
        theirs = ranking_metrics.top_k_accuracy_score(truth, scores, k=k, labels=range(10))
        assert figures[f"hit@{k}"].value == pytest.approx(theirs)
    # With one relevant item, label ranking average precision is the reciprocal rank.
    theirs = ranking_metrics.label_ranking_average_precision_score(relevant, scores)
    assert figures["mrr"].value == pytest.approx(theirs)
