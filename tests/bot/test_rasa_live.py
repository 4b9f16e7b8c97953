"""The real trained model behind the real supervisor. Marked `rasa`: some two minutes."""

import asyncio
import itertools
import os
import shutil
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, closing
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
import yaml

from bot.aspect import fold
from bot.rasa import ACT_OF_INTENT, WEBHOOK, decide, is_healthy
from bot.rasa_client import RasaClient
from bot.rasa_process import RasaProcess
from bot.rasa_tracker import tracker_path
from bot.rasa_train import PROJECT, content_hash, model_path, train
from bot.types import Act, BotError, Decision, Message
from channels.rendering_buttons import NOT_USEFUL, USEFUL

pytestmark = pytest.mark.rasa

CHECKOUT = Path(__file__).resolve().parents[2]
PYTHON = CHECKOUT / ".venv-rasa" / "bin" / "python"
BUILD = CHECKOUT / "var" / "build"
NLU_TEST = Path(__file__).parent / "nlu_test.yml"

QUESTIONS = ("ask_procedure", "ask_plan", "ask_guide")


@pytest.fixture
async def http(rasa_base_url: str) -> AsyncIterator[RasaClient]:
    async with aclosing(RasaClient(rasa_base_url)) as client:
        yield client


_NUMBERS = itertools.count()


async def ask(text: str, http: RasaClient, conversation: str = "") -> Decision:
    """Ask in a conversation of its own, unless one is named: a report would open a form."""
    name = conversation or f"test-{next(_NUMBERS)}"
    return await decide(Message(conversation_id=name, text=text), http)


@pytest.mark.parametrize(
    ("text", "act", "aspect"),
    [
        ("xin chào ad", "greet", None),
        ("chao em", "greet", None),
        ("cảm ơn bạn nhiều", "thank", None),
        ("tks nha", "thank", None),
        ("tạm biệt nhé", "goodbye", None),
        ("bạn làm được những gì", "capabilities", None),
        ("ban la ai vay", "capabilities", None),
        ("cho tôi gặp cán bộ", "person", None),
        ("muon noi chuyen voi nguoi that", "person", None),
        ("thôi hủy đi", "cancel", None),
        (USEFUL.lower(), "useful", None),  # the words that channels ask for
        (NOT_USEFUL.lower(), "wrong", None),
        ("làm khai sinh cho bé cần giấy tờ gì", "procedure", "documents"),
        ("lam khai sinh cho be can giay to gi", "procedure", "documents"),
        ("đăng ký tạm trú bn tiền", "procedure", "fee"),
        ("cấp lại căn cước mấy ngày có", "procedure", "time"),
        ("đăng ký kết hôn nộp ở đâu", "procedure", "place"),
        ("khai tử nộp onl dc k", "procedure", "online"),
        ("xin giấy độc thân dùng mẫu nào", "procedure", "form"),
        ("điều kiện nhận con nuôi trong nước", "procedure", "conditions"),
        ("các bước sang tên sổ đỏ", "procedure", "steps"),
        ("chứng thực bản sao căn cứ luật nào", "procedure", "legal_basis"),
        ("đăng ký giám hộ xong được cấp giấy gì", "procedure", "result"),
        ("xin xét hộ nghèo cho mẹ tôi", "procedure", None),
        ("mở hộ kinh doanh bán phở", "procedure", None),
        ("chỉ tiêu VNeID mức 2 của phường năm 2026 là bao nhiêu %", "plan", None),
        ("đơn vị nào chủ trì nhiệm vụ số hóa hồ sơ trong kế hoạch", "plan", "place"),
        ("báo cáo 6 tháng về chuyển đổi số hạn ngày nào", "plan", None),
        ("cách kích hoạt vneid mức 2", "guide", None),
        ("quen mat khau vssid", "guide", None),
        ("có người gọi xưng công an đòi mã otp", "guide", None),
        ("etax mobile không đăng nhập được", "guide", None),
        ("giá vàng hôm nay bao nhiêu", "out_of_scope", "fee"),
        ("viết cho tôi bài thơ", "out_of_scope", None),
        ("đau bụng uống thuốc gì", "out_of_scope", None),
        ("tôi muốn phản ánh", "ticket", None),
        ("bao den duong hong", "ticket", None),
        ("PA-2611-7KD3", "ticket_status", None),
        ("phan anh cua toi sao roi", "ticket_status", None),
        ("không đúng đâu", "wrong", None),
        ("hữu ích, cảm ơn", "useful", None),
        ("thủ tục khiếu nại", "procedure", None),
        ("tố cáo gửi ở đâu", "procedure", "place"),
        ("phản ánh kiến nghị nộp ở đâu", "procedure", "place"),
        ("123456", "search", None),
        ("🙂🙂🙂", "search", None),
        ("   ", "search", None),
        ("", "search", None),
        ("?!", "search", None),
        ("qwzx fghj", "search", None),
    ],
)
async def test_what_rasa_makes_of_a_sentence(
    text: str, act: str, aspect: str | None, http: RasaClient
) -> None:
    decision = await ask(text, http)

    assert (decision.act.value, decision.aspect and decision.aspect.value) == (act, aspect)


def nlu_test() -> list[tuple[str, str | None, str]]:
    return [tuple(row) for row in yaml.safe_load(NLU_TEST.read_text(encoding="utf-8"))]


async def test_nine_in_ten_sentences_kept_apart_get_their_intent(http: RasaClient) -> None:
    rows = nlu_test()
    wanted = [ACT_OF_INTENT[intent] for intent, _, _ in rows]
    found = [(await ask(text, http)).act for _, _, text in rows]

    right = sum(a is b for a, b in zip(wanted, found, strict=True))
    assert right / len(rows) >= 0.9
    assert macro_f1(wanted, found) >= 0.93


def macro_f1(wanted: list[Act], found: list[Act]) -> float:
    """Mean over the wanted acts of 2 TP / (2 TP + FP + FN)."""
    pairs = list(zip(wanted, found, strict=True))
    scores = []
    for act in set(wanted):
        hits = sum(w is act and f is act for w, f in pairs)
        scores.append(2 * hits / (wanted.count(act) + found.count(act)))
    return sum(scores) / len(scores)


async def test_a_question_about_a_procedure_is_not_refused_with_confidence(
    http: RasaClient,
) -> None:
    refused = []
    for intent, _, text in nlu_test():
        decision = await ask(text, http)
        is_refused = decision.act is Act.OUT_OF_SCOPE and decision.confidence > 0.6
        if intent in QUESTIONS and is_refused:
            refused.append(text)

    assert refused == []


async def test_diacritics_change_nothing(http: RasaClient) -> None:
    for _, _, text in nlu_test():
        bare, accented = await ask(fold(text), http), await ask(text, http)
        assert replace(bare, form=None) == replace(accented, form=None)


async def test_an_aspect_does_not_outlive_its_turn(http: RasaClient) -> None:
    first = await ask("đăng ký tạm trú hết bao nhiêu tiền", http, "aspect")
    second = await ask("đăng ký tạm trú", http, "aspect")

    assert (first.aspect and first.aspect.value, second.aspect) == ("fee", None)


async def test_restart_is_obeyed_raw_and_harmless_when_typed(http: RasaClient) -> None:
    raw = await http.post(WEBHOOK, {"sender": "slash", "message": " /restart"})
    typed = await ask(" /restart", http, "slash")
    after = await ask("xin chào", http, "slash")

    assert raw == (200, b"[]")
    assert (typed.act, after.act) == (Act.SEARCH, Act.GREET)


async def test_a_typed_command_cannot_choose_its_own_decision(http: RasaClient) -> None:
    assert (await ask('/person{"aspect": "fee"}', http)).act is Act.SEARCH


async def test_a_button_command_is_obeyed(http: RasaClient) -> None:
    message = Message(conversation_id="button", text="/cancel", is_button=True)

    assert await decide(message, http) == Decision(act=Act.CANCEL, confidence=1.0)


async def test_health_knows_our_model_from_another(http: RasaClient) -> None:
    assert await is_healthy(http, content_hash())
    assert not await is_healthy(http, "0" * 16)


async def test_the_tracker_keeps_nothing_of_answered_turns(
    http: RasaClient, rasa_data_dir: Path
) -> None:
    await ask("đăng ký tạm trú cho Nguyễn Thị Bí Mật", http, "said-and-done")

    with closing(sqlite3.connect(tracker_path(rasa_data_dir))) as connection:
        dump = "".join(connection.iterdump())
    assert "said-and-done" not in dump
    assert "Bí Mật" not in dump


async def test_simultaneous_conversations_each_get_an_answer(http: RasaClient) -> None:
    asked = [ask("xin chào", http, f"crowd-{number}") for number in range(12)]

    assert {decision.act for decision in await asyncio.gather(*asked)} == {Act.GREET}


def supervised(data_dir: Path, model: Path | None = None) -> RasaProcess:
    model = model or model_path(PROJECT, BUILD)
    return RasaProcess(python=PYTHON, model=model, data_dir=data_dir)


async def test_a_killed_rasa_is_replaced_and_its_log_holds_no_words(tmp_path: Path) -> None:
    words = "đăng ký tạm trú cho Nguyễn Thị Bí Mật"
    async with supervised(tmp_path) as process:
        with closing(sqlite3.connect(tracker_path(tmp_path))) as connection, connection:
            connection.execute("DROP TABLE forms")
        # Rasa answers without what it kept, and logs why it could not read it.
        assert (await ask(words, process.http)).act is Act.PROCEDURE
        refused = await process.http.post(WEBHOOK, {"sender": "a", "message": [words]})
        assert refused == (200, b"[]")
        killed, url = process.pid, process.base_url
        assert killed is not None

        os.kill(killed, signal.SIGKILL)
        await until(lambda: not process.is_ready)
        await until(lambda: process.is_ready)

        assert process.pid not in (None, killed)
        assert process.base_url == url
        assert (await ask(words, process.http)).act is Act.PROCEDURE
        log = process.log_path.read_text(encoding="utf-8")

    assert "no such table: forms" in log
    assert "rest.message.received.failure" in log
    assert "Mật" not in log
    assert "\\u1ead" not in log
    assert "Traceback" not in log
    assert process.pid is None
    assert not psutil.pid_exists(killed)


async def test_a_model_under_a_false_name_is_noticed(tmp_path: Path) -> None:
    false = tmp_path / "0000000000000000.tar.gz"
    shutil.copyfile(model_path(PROJECT, BUILD), false)
    process = supervised(tmp_path, false)

    with pytest.raises(BotError, match="without the model"):
        await process.start()

    assert process.pid is None


async def test_the_same_sources_train_to_the_same_decisions(
    http: RasaClient, tmp_path: Path
) -> None:
    anew = train(PYTHON, build_dir=tmp_path)
    texts = [text for _, _, text in nlu_test()]

    async with supervised(tmp_path, anew) as process:
        second = [await ask(text, process.http) for text in texts]

    assert second == [await ask(text, http) for text in texts]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("moment", ["early", "ready"])
def test_no_rasa_outlives_its_parent(
    rasa_parent: Callable[..., tuple[object, str, int]], number: signal.Signals, moment: str
) -> None:
    process, _, rasa_pid = rasa_parent(moment)
    rasa = psutil.Process(rasa_pid)
    family = [rasa, *rasa.children(recursive=True)]
    command = rasa.cmdline()
    scratch = Path(command[command.index("--scratch") + 1])
    assert scratch.is_dir()

    process.send_signal(number)  # type: ignore[attr-defined] # a Popen; see conftest.RasaParent

    _, alive = psutil.wait_procs(family, timeout=20)
    assert alive == []
    assert not scratch.exists()


async def until(is_so: Callable[[], bool], limit_s: float = 120) -> None:
    end = time.monotonic() + limit_s
    while not is_so():
        assert time.monotonic() < end, f"not so after {limit_s} s"
        await asyncio.sleep(0.1)
