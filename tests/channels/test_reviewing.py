"""An official's file is reviewed and sent back with the findings; nobody else's is, and none stays.

The review itself is the real one; what the gateway starts a process for is done in this one, but
for the tests of that process.
"""

import asyncio
import base64
import contextlib
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import handover
from bot.handover_states import Reason
from bot.review.summary import TEXT_LIMIT
from bot.review.types import ReviewError
from bot.staff import link
from bot.staff.rights import Role
from bot.store.models import MessageRow
from bot.store.periods import Retention
from bot.store.retention import purge
from bot.store.staff import StaffRow
from bot.store.traffic import EventRow, ParcelRow
from channels import words
from channels.platform import Failure, SendFailed
from channels.rendering import TELEGRAM, ZALO_BOT, ZALO_OA, Style, render
from channels.reviewing import MAX_BYTES, Review, file_name, result_of, review_apart
from channels.settings import Settings
from knowledge.types import Audience
from tests.channels.test_linking import hire, make_code, said, tell
from tests.channels.toy import FEE, START, WARD, Killed, Stage, Stages, Toy

WRONG = "ngày 06 tháng 3 năm 2021"
"""Decree 30/2020/NĐ-CP is of 05/3/2020."""
DRAFT = f"""KẾ HOẠCH
Thả đèn và giữ vệ sinh bến sông năm 2026
Căn cứ Nghị định số 30/2020/NĐ-CP {WRONG} của Chính phủ về công tác văn thư;
Mỗi tổ cử hai người trực bến từ chiều đến tối.
"""


def draft() -> bytes:
    made, out = docx.Document(), io.BytesIO()
    for line in DRAFT.splitlines():
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


def file(number: int, name: str = "thả đèn.docx", **more: Any) -> Mapping[str, Any]:  # noqa: ANN401
    return said(more.pop("text", ""), number, file="f1", name=name, **more)


async def office(
    stages: Stages,
    *roles: Role,
    content: bytes | None = None,
    review: Review | None = None,
    takes_files: bool = True,
) -> Stage:
    """Return a gateway with a chat that is linked to an account with these roles."""
    photos = {"f1": draft() if content is None else content}
    toy = Toy(name="telegram", photos=photos, takes_files=takes_files)
    stage = await stages.open(toy, review=review)
    if roles:
        await tell(stage, said(f"/canbo {make_code(stage, hire(stage, *roles))}", 1))
    return stage


def left_behind(stage: Stage) -> list[Path]:
    return [
        each for each in stage.folder.rglob("*") if "reviewing" in each.parts and each.is_file()
    ]


async def test_an_officials_file_is_answered_with_the_summary_and_the_file(stages: Stages) -> None:
    stage = await office(stages, Role.OFFICIAL)

    summary, sent = await tell(stage, file(2))

    assert "KẾ HOẠCH Thả đèn và giữ vệ sinh bến sông năm 2026" in summary
    assert WRONG in summary
    assert words.REVIEW_ATTACHED in summary
    assert "do máy làm" in summary
    assert sent == "[thả đèn-ra-soat.docx]"
    assert stage.events()[-1] == ("done", "review")


async def test_the_file_that_comes_back_holds_the_findings_as_comments(stages: Stages) -> None:
    stage = await office(stages, Role.OFFICIAL)

    await tell(stage, file(2))

    (attached,) = stage.toy.attached
    word = docx.Document(io.BytesIO(attached.content))
    assert [each.text for each in word.paragraphs] == DRAFT.splitlines()
    assert len(list(word.comments)) >= 1


async def test_a_document_without_findings_comes_back_as_words_alone(stages: Stages) -> None:
    async def clean(folder: Path) -> Mapping[str, str]:
        return {"summary": "không có gì", "found": "0", "docx": ""}

    stage = await office(stages, Role.OFFICIAL, review=clean)

    (told,) = await tell(stage, file(2))

    assert told == f"không có gì\n{words.REVIEW_DELETED}"


async def test_findings_that_no_file_can_hold_are_to_be_had_elsewhere(stages: Stages) -> None:
    async def without_file(folder: Path) -> Mapping[str, str]:
        return {"summary": "hai chỗ", "found": "2", "docx": ""}

    stage = await office(stages, Role.OFFICIAL, review=without_file)

    (told,) = await tell(stage, file(2))

    assert words.REVIEW_ELSEWHERE in told


async def test_where_no_file_can_be_sent_it_says_where_to_get_it(stages: Stages) -> None:
    stage = await office(stages, Role.OFFICIAL, takes_files=False)

    (summary,) = await tell(stage, file(2))

    assert words.REVIEW_ELSEWHERE in summary
    assert words.REVIEW_ATTACHED not in summary


@pytest.mark.parametrize("roles", [(), (Role.COUNTER,), (Role.ADMIN,)])
async def test_a_file_of_anybody_else_is_not_even_fetched(
    stages: Stages, roles: tuple[Role, ...]
) -> None:
    stage = await office(stages, *roles)
    fetched: list[str] = []

    async def fetch(photo: str, **options: int) -> bytes:
        fetched.append(photo)
        return b""

    stage.toy.fetch = fetch  # type: ignore[method-assign]  # to notice that it is asked at all
    (told,) = await tell(stage, file(2))

    assert told == words.UNREADABLE.text
    assert fetched == []


async def test_what_a_resident_writes_beside_a_file_is_answered(stages: Stages) -> None:
    stage = await office(stages)

    await tell(stage, file(2, text=FEE))

    assert "21.000" in stage.toy.texts()[-1]


async def test_who_was_unlinked_sends_files_in_vain(stages: Stages) -> None:
    stage = await office(stages, Role.OFFICIAL)
    await tell(stage, said("/canbo thoát", 2))

    (told,) = await tell(stage, file(3))

    assert told == words.UNREADABLE.text


async def test_nothing_of_the_file_is_kept(stages: Stages) -> None:
    stage = await office(stages, Role.OFFICIAL)

    await tell(stage, file(2))

    assert left_behind(stage) == []
    assert [row.payload for row in stage.rows(ParcelRow)] == [{}] * 3
    assert stage.rows(EventRow)[-1].raw is None
    assert [row.text for row in stage.rows(MessageRow) if "đèn" in row.text] == []


async def test_a_file_delivered_again_is_answered_once(stages: Stages) -> None:
    stage = await office(stages, Role.OFFICIAL)

    first = await tell(stage, file(2))
    again = await tell(stage, file(2), file(2))

    assert (len(first), again) == (2, [])


async def test_whenever_the_process_ends_the_review_is_sent_in_the_end(stages: Stages) -> None:
    stage = await office(stages, Role.OFFICIAL)
    sent: list[str] = []
    for kill_at in range(1, 20):
        toy = Toy(name="telegram", photos=stage.toy.photos)
        dying = await stages.open(toy, kill_at=kill_at)
        with contextlib.suppress(Killed):
            await dying.deliver_raw([file(2)])
            await dying.work()
        sent += toy.texts()
        assert left_behind(dying) == []

    assert dying.events()[-1] == ("done", "review")
    assert {row.state for row in dying.rows(ParcelRow)} == {"sent"}
    assert "[thả đèn-ra-soat.docx]" in sent


async def test_an_unlinked_chat_is_not_sent_what_was_found_before(stages: Stages) -> None:
    stage = await office(stages, Role.OFFICIAL)
    stage.toy.fails = [SendFailed(Failure.BACK_OFF, "500")]
    await tell(stage, file(2))

    stage.store.run_now(lambda s: link.unlink(s, "telegram:an", now=stage.clock[0]))
    await stage.later(minutes=1)

    assert [text for text in stage.toy.texts() if "đèn" in text] == []


async def test_what_could_not_be_sent_is_deleted_after_a_day(stages: Stages) -> None:
    stage = await office(stages, Role.OFFICIAL)
    stage.toy.fails = [SendFailed(Failure.PAYLOAD, "400")] * 2
    await tell(stage, file(2))
    assert [row.state for row in stage.rows(ParcelRow)] == ["sent", "dead", "dead"]

    stage.clock[0] = START.replace(day=START.day + 2)
    stage.store.run_now(lambda s: purge(s, stage.clock[0], Retention()))

    assert "dead" not in [row.state for row in stage.rows(ParcelRow)]


async def test_a_file_that_is_no_document_is_answered_with_one_line(stages: Stages) -> None:
    stage = await office(stages, Role.OFFICIAL, content=b"PK\x03\x04 broken")

    (told,) = await tell(stage, file(2))

    assert "thả đèn.docx" in told
    assert "\n" not in told.strip()
    assert stage.events()[-1] == ("done", "review")


async def test_a_file_that_cannot_be_fetched_is_answered_with_one_line(stages: Stages) -> None:
    stage = await office(stages, Role.OFFICIAL)
    stage.toy.photos.clear()

    (told,) = await tell(stage, file(2))

    assert told == words.FILE_LOST


async def test_a_file_that_is_too_big_is_not_fetched(stages: Stages) -> None:
    stage = await office(stages, Role.OFFICIAL)
    stage.toy.photos.clear()

    (told,) = await tell(stage, file(2, size=MAX_BYTES + 1))

    assert told == words.FILE_TOO_BIG


async def test_to_whom_a_person_has_the_conversation_the_assistant_sends_no_review(
    stages: Stages,
) -> None:
    stage = await office(stages, Role.OFFICIAL)
    await tell(stage, said(FEE, 2))

    def take(session: Session) -> None:
        handover.open_handover(
            session, "telegram:an", Reason.ASKED, opening=WARD.opening, now=START
        )
        handover.take(session, 1, "lan", now=START)

    stage.store.run_now(take)
    await tell(stage, file(3))

    assert stage.toy.attached == []
    assert stage.rows(MessageRow)[-1].text == "(file)"


async def test_an_official_on_a_platform_without_files_is_told_where_to_send_them(
    stages: Stages,
) -> None:
    stage = await office(stages, Role.OFFICIAL)

    (told,) = await tell(stage, said("", 2, kind="unsupported"))
    (resident,) = await tell(stage, said("", 3, chat="binh", kind="unsupported"))

    assert told == words.NO_FILES_HERE
    assert resident == words.UNREADABLE.text


async def test_documents_are_reviewed_one_at_a_time_while_others_are_answered(
    stages: Stages,
) -> None:
    under_way, most, begun, may_end = 0, 0, asyncio.Event(), asyncio.Event()

    async def slow(folder: Path) -> Mapping[str, str]:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        begun.set()
        await may_end.wait()
        under_way -= 1
        return {"summary": "đã xong", "found": "0", "docx": ""}

    stage = await office(stages, Role.OFFICIAL, review=slow)
    chats = [f"c{number}" for number in range(6)]
    for number, chat in enumerate(chats):
        code = make_code(stage, stage.store.run_now(lambda s: s.scalars(select(StaffRow.id)).one()))
        await tell(stage, said(f"/canbo {code}", 10 * number + 2, chat))
    await stage.deliver_raw([file(70 + number, chat=chat) for number, chat in enumerate(chats)])
    reviews = asyncio.gather(*(stage.worker.serve(f"telegram:{chat}") for chat in chats))
    await begun.wait()

    await stage.deliver_raw([said(FEE, 90, "binh")])
    await stage.worker.serve("telegram:binh")
    await stage.delivery.deliver("telegram:binh")

    assert "21.000" in stage.toy.texts("binh")[-1]
    may_end.set()
    await reviews
    assert most == 1
    assert [kind for _, kind in stage.events()].count("review") == 6


@pytest.mark.parametrize(
    ("said_by_process", "told"),
    [
        (b'{"refused": "a.docx: hong"}', "a.docx: hong"),
        (b"", words.REVIEW_BROKEN),
        (b"Traceback", words.REVIEW_BROKEN),
        (b"[]", words.REVIEW_BROKEN),
        (b'{"summary": "a", "docx": ""}', words.REVIEW_BROKEN),
    ],
)
def test_a_process_that_did_not_end_well_is_told_in_one_line(
    said_by_process: bytes, told: str
) -> None:
    with pytest.raises(ReviewError, match=told):
        result_of(said_by_process, 1)


@pytest.mark.slow
async def test_a_file_is_reviewed_in_a_process_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "thả đèn.docx").write_bytes(draft())

    told = await review_apart(Settings(data_dir=tmp_path / "data"), folder)

    assert WRONG in told["summary"]
    word = docx.Document(io.BytesIO(base64.b64decode(told["docx"])))
    assert len(list(word.comments)) >= 1


@pytest.mark.slow
async def test_a_process_refuses_what_is_no_document(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "số liệu.xlsx").write_bytes(b"PK")

    with pytest.raises(ReviewError, match="số liệu"):
        await review_apart(Settings(data_dir=tmp_path / "data"), folder)


@pytest.mark.parametrize("style", [TELEGRAM, ZALO_OA, ZALO_BOT], ids=["telegram", "oa", "bot"])
def test_the_longest_summary_and_what_stands_under_it_are_one_message(style: Style) -> None:
    under = f"{words.REVIEW_ELSEWHERE}: https://{'a' * 60}.example.vn/canbo/ra-soat"
    text = "\n".join(["à" * TEXT_LIMIT, under, words.REVIEW_DELETED])
    answer = replace(words.said(text), audience=Audience.OFFICIAL)

    assert len(render(answer, style)) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("kế hoạch.docx", "kế hoạch.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\việc\\tờ trình.PDF", "tờ trình.PDF"),
        ("", "van-ban"),
        ("..", "van-ban"),
        (".docx", "docx"),
        ("a\x00\n.txt", "a.txt"),
        ("đ" * 300 + ".docx", "đ" * 80 + ".docx"),
    ],
)
def test_a_files_name_leads_to_no_other_folder(given: str, kept: str) -> None:
    assert file_name(given) == kept
