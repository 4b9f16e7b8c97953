"""Findings and citations scored by hand, and against another scorer."""

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from bot.review.types import Cited, Span
from eval.review_score import (
    Found,
    GoldCitation,
    GoldDefect,
    is_same_place,
    load_citations,
    load_defects,
    score_citations,
    score_plans,
)
from eval.types import EvalError

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SCORER = SHARED / "tools" / "score.py"
NEEDS_SCORER = pytest.mark.skipif(
    not SCORER.is_file(), reason=f"the other scorer is not there: {SCORER}"
)
TEXT = "Phường chuyển đối số. Số:   /KH-UBND. Đạt 90% và 95%. Người dân nộp hồ sơ qua mạng."


def _gold(id_: str, quote: str, kind: str = "typo", *, certain: bool = True) -> GoldDefect:
    return GoldDefect(id=id_, doc="a", quote=quote, kind=kind, certain=certain)


def _found(quote: str, kind: str = "typo") -> Found:
    return Found(quote=quote, kind=kind)


def _cited(number: str | None, issued: date | None) -> Cited:
    return Cited(
        span=Span(start=0, end=1), kind="Nghị định", number=number, issuer=None, issued=issued
    )


@pytest.mark.parametrize(
    ("quote", "gold", "same"),
    [
        ("chuyển đối số", "đẩy mạnh chuyển đối số phường", True),
        ("đẩy mạnh chuyển đối số phường", "chuyển đối số", True),
        ("chuyển đối số " + "x " * 100, "chuyển đối số", False),
        ("số", "đẩy mạnh chuyển đối số phường", False),
        ("số", "số 5", True),
        ("một hai ba bốn", "hai ba bốn năm", True),
        ("một hai ba bốn", "ba bốn năm sáu", False),
        ("", "chuyển đối số", False),
        ("", "", False),
    ],
)  # fmt: skip
def test_two_quotes_mean_the_same_place_or_not(quote: str, gold: str, same: bool) -> None:
    assert is_same_place(quote, gold) is same


def test_a_score_worked_out_by_hand() -> None:
    gold = [
        _gold("1", "chuyển đối số"),
        _gold("2", "Số: /KH-UBND", "blank_number_or_date"),
        _gold("3", "nộp hồ sơ qua mạng", "wrong_content", certain=False),
        _gold("4", "Đạt 90% và 95%", "inconsistent_number"),
    ]
    found = [
        _found("chuyển đối số"),
        _found("Số:   /KH-UBND", "format"),
        _found("không có trong văn bản"),
        _found("x"),
    ]
    score = score_plans(gold, {"a": found}, {"a": TEXT})
    assert score.recall_certain.value == pytest.approx(2 / 3)
    assert score.recall_certain.n == 3
    assert (score.recall.value, score.recall.n) == (0.5, 4)
    assert score.kind_right.value == 0.5
    assert score.by_kind["typo"].value == 1
    assert score.by_kind["wrong_content"].value == 0
    assert (score.findings, score.void_findings) == (4, 2)
    assert score.findings_per_1000_words == pytest.approx(4000 / len(TEXT.split()))
    assert score.missed == ("4",)


def test_a_document_nobody_reviewed_misses_its_defects() -> None:
    score = score_plans([_gold("1", "chuyển đối số")], {}, {"a": TEXT})
    assert (score.recall.value, score.findings) == (0, 0)


def test_a_citation_counts_with_its_number_and_day() -> None:
    gold = [
        GoldCitation(id="1", doc="a", number="47/2024/NĐ-CP", date="2024-05-09"),
        GoldCitation(id="2", doc="a", number="48/2024/NĐ-CP", date="2024-05-10"),
        GoldCitation(id="3", doc="a", number="49/2024/NĐ-CP"),
        GoldCitation(id="4", doc="a"),
    ]
    found = [
        _cited("47/2024/ND-CP", date(2024, 5, 9)),
        _cited("48/2024/NĐ-CP", None),
        _cited("49/2024/NĐ-CP", None),
    ]
    figure, missed = score_citations(gold, {"a": found})
    assert figure.value == pytest.approx(2 / 3)
    assert figure.n == 3
    assert missed == ("2",)


def test_fields_nobody_knows_are_not_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    line = {"id": "1", "doc": "a", "quote": "q", "kind": "typo", "why": "w", "occurrences": 2}
    path.write_text(json.dumps(line) + "\n\n", encoding="utf-8")
    assert load_defects(path) == [GoldDefect(id="1", doc="a", quote="q", kind="typo")]


def test_every_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "1"}\n{"id": "2", "doc": "a"}\nno json\n', encoding="utf-8")
    with pytest.raises(EvalError, match=r"line 1: .*line 3: "):
        load_citations(path)


@NEEDS_SCORER
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_another_scorer_gives_the_same_figures(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    texts = {path.stem: path.read_text("utf-8") for path in (SHARED / "plans").glob("*.txt")}
    cases = SHARED / "questions" / "review_dev.jsonl"
    gold = load_defects(cases)
    found = {doc: _made_up(texts[doc], gold, doc, chance) for doc in sorted(texts)[1:]}
    answers = tmp_path / "answers.jsonl"
    answers.write_text(
        "".join(
            json.dumps({"doc": doc, "findings": [asdict(each) for each in findings]}) + "\n"
            for doc, findings in found.items()
        ),
        encoding="utf-8",
    )
    command = [sys.executable, str(SCORER), "review", str(cases), str(answers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    other = json.loads(done.stdout)
    ours = score_plans(gold, found, texts)
    assert round(ours.recall_certain.value or 0, 3) == other["recall_certain"]
    assert ours.recall_certain.n == other["n_certain"]
    assert round(ours.recall.value or 0, 3) == other["recall"]
    assert round(ours.kind_right.value or 0, 3) == other["kind_right"]
    assert {k: round(f.value or 0, 3) for k, f in ours.by_kind.items()} == other["by_kind"]
    assert (ours.findings, ours.void_findings) == (other["findings"], other["void_findings"])
    assert round(ours.findings_per_1000_words, 1) == other["findings_per_1000_words"]


def _made_up(text: str, gold: Sequence[GoldDefect], doc: str, chance: random.Random) -> list[Found]:
    """Return findings near gold ones, anywhere else, and nowhere."""
    found = []
    for defect in gold:
        if defect.doc == doc and chance.random() < 0.6:
            words = defect.quote.split()
            first = chance.randrange(len(words))
            quote = " ".join(words[first : first + chance.randint(1, len(words))])
            found.append(_found(quote, chance.choice([defect.kind, "format"])))
    for _ in range(10):
        at = chance.randrange(len(text) - 500)
        found.append(_found(text[at : at + chance.randint(0, 450)]))
    return [*found, _found("không có ở đâu cả")]
