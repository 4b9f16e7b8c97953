"""From knowledge to printed answers, as an operator runs it: import, index, batch with Rasa."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from retrieval.build import read_manifest

pytestmark = [pytest.mark.model, pytest.mark.rasa]

CHECKOUT = Path(__file__).resolve().parents[1]
SHARED = CHECKOUT.parent / "shared"
Answer = dict[str, Any]


def motcua(*arguments: str | Path, data_dir: Path, stdin: str = "") -> str:
    """Run the command and return its standard output; it must succeed."""
    kept = {name: v for name, v in os.environ.items() if not name.startswith("MOTCUA_")}
    done = subprocess.run(
        [sys.executable, "-m", "channels.cli", *map(str, arguments), "--data-dir", str(data_dir)],
        cwd=CHECKOUT,
        env={**kept, "MOTCUA_TODAY": "2026-11-21"},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def batch(data_dir: Path, conversations: Iterable[tuple[str, ...]]) -> dict[str, Answer]:
    """Return the answers to conversations by their last turn."""
    asked = list(conversations)
    lines = [json.dumps({"id": turns[-1], "turns": turns}) for turns in asked]
    out = motcua("batch", data_dir=data_dir, stdin="\n".join(lines))
    answers = [json.loads(line) for line in out.splitlines()]
    assert [answer["id"] for answer in answers] == [turns[-1] for turns in asked]
    return {answer["id"]: answer for answer in answers}


FEE = "dang ky tam tru het bao nhieu tien"
PAPERS = "con mới sinh làm giấy khai sinh cần gì"
FOLLOW_UP = "thế nộp qua mạng được không"
GREETING = "chào em"
ELSEWHERE = "đội nào vô địch bóng đá năm nay"


@pytest.fixture(scope="module")
def answers(shipped: Path) -> dict[str, Answer]:
    """Return answers from what we ship and nothing else."""
    return batch(shipped, [(FEE,), (PAPERS,), (PAPERS, FOLLOW_UP), (GREETING,), (ELSEWHERE,)])


def test_a_fee_asked_without_diacritics_is_told_for_both_ways_of_applying(
    answers: dict[str, Answer],
) -> None:
    answer = answers[FEE]

    assert (answer["status"], answer["procedure"]) == ("ANSWERED", "1.004194")
    assert answer["aspect"] == "fee"
    assert "trực tuyến: 7.000 đồng" in answer["text"]


def test_papers_asked_in_everyday_words_are_those_of_a_birth(answers: dict[str, Answer]) -> None:
    answer = answers[PAPERS]

    assert (answer["status"], answer["procedure"]) == ("ANSWERED", "1.001193")
    assert "Giấy chứng sinh" in answer["text"]


@pytest.mark.parametrize("question", [FEE, PAPERS])
def test_an_answer_names_link_decision_and_day_of_its_source(
    answers: dict[str, Answer], question: str
) -> None:
    # A field with a source of its own is cited before the record.
    citation = answers[question]["citations"][-1]

    assert citation["url"].startswith("https://dichvucong.gov.vn/")
    assert re.fullmatch(r"\d+/QĐ-B\w+(?:-\w+)?", citation["number"])
    assert re.fullmatch(r"2026-\d\d-\d\d", citation["as_of"])


def test_a_follow_up_stays_with_the_procedure(answers: dict[str, Answer]) -> None:
    assert (answers[FOLLOW_UP]["procedure"], answers[FOLLOW_UP]["aspect"]) == ("1.001193", "online")


def test_rasa_tells_a_greeting_and_a_strange_question_from_ours(
    answers: dict[str, Answer],
) -> None:
    assert (answers[GREETING]["status"], answers[GREETING]["act"]) == ("SAID", "greet")
    assert answers[ELSEWHERE]["status"] in ("OUT_OF_SCOPE", "NO_CONTENT")
    assert not answers[ELSEWHERE]["citations"]


# Over a slice of the shared material, when it lies beside the checkout

SLICE = 30
WANTED = {"1.004194", "1.014063", "2.001263"}
ADOPTION = "đăng ký nuôi con nuôi trong nước lệ phí bao nhiêu"
CARD = "cấp đổi thẻ căn cước hết bao nhiêu tiền"
MEETINGS = "năm 2026 phường Tây Mỗ họp trực tuyến bao nhiêu phần trăm cuộc họp"
IMPORTED_ONLY = "imported only"


@pytest.fixture(scope="module")
def imported(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """Return answers from what we ship together with a slice of what can be imported."""
    if not SHARED.is_dir():
        pytest.skip("the shared material does not lie beside the checkout")
    data_dir = tmp_path_factory.mktemp("imported")
    shutil.copytree(shipped / "index", data_dir / "index")
    names: dict[str, str] = {}
    slices = []
    for file in ("bo-tu-phap.jsonl", "bo-cong-an.jsonl"):
        lines = (SHARED / "procedures" / file).read_text(encoding="utf-8").splitlines()
        records = [json.loads(line) for line in lines]
        kept = [r for n, r in enumerate(records) if n < SLICE or r["ma_thu_tuc"] in WANTED]
        names |= {r["ma_thu_tuc"]: r["ten_thu_tuc"] for r in kept}
        slices.append(data_dir / file)
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in kept)
        slices[-1].write_text(text, encoding="utf-8")
    motcua("import", *slices, SHARED / "plans" / "tay-mo-2026.txt", data_dir=data_dir)
    before = json.loads((shipped / "index" / "manifest.json").read_text(encoding="utf-8"))
    motcua("index", data_dir=data_dir)
    after = json.loads((data_dir / "index" / "manifest.json").read_text(encoding="utf-8"))
    assert after["records"] > before["records"] + SLICE / 2, "imported records are in the index"
    fresh = next(code for code in names if code not in _shipped_codes(shipped))
    found = batch(data_dir, [(FEE,), (CARD,), (ADOPTION,), (MEETINGS,), (names[fresh],)])
    return {**found, IMPORTED_ONLY: {**found[names[fresh]], "expected": fresh}}


def _shipped_codes(shipped: Path) -> set[str]:
    passages = json.loads(
        (shipped / "index" / read_manifest(shipped / "index").parts / "passages.json").read_text(
            encoding="utf-8"
        )
    )
    return {passage["record_id"] for passage in passages}


@pytest.mark.parametrize(
    ("question", "code", "amount"),
    [
        (FEE, "1.004194", "7.000 đồng"),
        (CARD, "1.014063", "25.000 đồng"),
        (ADOPTION, "2.001263", "400.000 đồng"),
    ],
)
def test_known_fees_survive_the_import(
    imported: dict[str, Answer], question: str, code: str, amount: str
) -> None:
    assert imported[question]["procedure"] == code
    assert amount in imported[question]["text"]


def test_a_procedure_that_is_only_imported_is_found_by_its_name(
    imported: dict[str, Answer],
) -> None:
    answer = imported[IMPORTED_ONLY]

    assert answer["ranking"][0] == answer["expected"]


def test_a_target_of_the_wards_plan_is_quoted_with_its_place_in_the_plan(
    imported: dict[str, Answer],
) -> None:
    answer = imported[MEETINGS]

    assert answer["act"] == "plan"
    assert "60%" in answer["text"]
    assert answer["citations"][0]["doc"] == "tay-mo-2026"
    assert "dòng" in answer["citations"][0]["locator"]
