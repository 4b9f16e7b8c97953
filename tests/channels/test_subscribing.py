"""Who asks for notices gets them until the stop word; other wishes stay questions."""

import pytest

from bot import broadcast
from bot.broadcast import Draft, Standing
from bot.broadcast_send import step
from bot.store.models import MessageRow
from bot.store.notices import BroadcastRow, SubscriptionRow
from bot.store.traffic import ParcelRow
from bot.subscription_words import Wish, read_wish
from channels.platform import Failure, SendFailed
from channels.reach import Reach
from tests.channels.toy import FEE, WARD, Killed, Stage, Stages, Toy

REACH = Reach(channels=("telegram",))


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("đăng ký nhận tin", Wish.ON),
        ("Cho tôi đăng ký nhận thông báo của phường ạ", Wish.ON),
        ("dang ky nhan tin", Wish.ON),
        ("nhận thông báo của phường", Wish.ON),
        ("đăng ký nhận tin của phường Bến Gỗ", Wish.ON),
        ("dừng nhận tin", Wish.OFF),
        ("Hủy nhận tin!", Wish.OFF),
        ("huỷ đăng ký nhận tin", Wish.OFF),
        ("tôi không muốn nhận thông báo nữa", Wish.OFF),
        ("STOP", Wish.STOP),
        ("/stop", Wish.STOP),
        ("đăng ký nhận trợ cấp", None),
        ("đăng ký nhận thông báo lưu trú", None),
        ("đăng ký nhận con nuôi", None),
        ("nhắn tin cho phường", None),
        ("nhắn tin", None),
        ("nhận thông báo của phường về nghĩa vụ quân sự thì làm gì", None),
        ("dừng hoạt động hộ kinh doanh", None),
        ("hủy đăng ký tạm trú", None),
        ("thôi", None),
        ("hủy", None),
        ("", None),
    ],
)
def test_only_a_whole_message_about_notices_is_a_wish(text: str, wish: Wish | None) -> None:
    assert read_wish(text, WARD) is wish


async def stage_of(stages: Stages) -> Stage:
    return await stages.open(Toy(name="telegram"))


async def say(stage: Stage, *texts: str) -> list[str]:
    before = len(stage.toy.sent)
    for text in texts:
        await stage.tell(text)
        await stage.later(seconds=5)
    return [text for _, text in stage.toy.sent[before:]]


def notice(stage: Stage) -> int:
    """Approve a notice."""
    now = stage.clock[0]
    draft = Draft(title="Cúp nước <b>&", text="Thứ Hai cúp nước.")
    id_ = stage.store.run_now(lambda s: broadcast.write(s, draft, author="lan", now=now))
    stage.store.run_now(lambda s: broadcast.submit(s, id_, by="lan", now=now))
    stage.store.run_now(lambda s: broadcast.approve(s, id_, 1, by="minh", reachable=REACH, now=now))
    return id_


def go(stage: Stage) -> int:
    now = stage.clock[0]
    return stage.store.run_now(lambda s: step(s, ward=WARD.name, reachable=REACH, now=now))


def standing(stage: Stage, id_: int) -> Standing:
    return stage.store.run_now(lambda s: broadcast.standing_of(s, s.get_one(BroadcastRow, id_)))


async def test_a_wish_is_confirmed_and_the_assistant_hears_nothing_of_it(stages: Stages) -> None:
    stage = await stage_of(stages)
    (said,) = await say(stage, "đăng ký nhận tin")
    assert "đã đăng ký" in said
    assert "DỪNG NHẬN TIN" in said
    assert stage.rows(MessageRow) == []
    assert stage.store.run_now(lambda s: s.query(SubscriptionRow).count()) == 1


async def test_another_registration_is_still_a_question(stages: Stages) -> None:
    stage = await stage_of(stages)
    await say(stage, FEE)
    await say(stage, "đăng ký nhận trợ cấp")
    assert [row.text for row in stage.rows(MessageRow) if row.direction == "in"][-1] == (
        "đăng ký nhận trợ cấp"
    )
    assert stage.store.run_now(lambda s: s.query(SubscriptionRow).count()) == 0


async def test_a_notice_arrives_once_with_the_stop_word_and_the_stop_word_ends_it(
    stages: Stages,
) -> None:
    stage = await stage_of(stages)
    await say(stage, "đăng ký nhận tin")
    first = notice(stage)
    go(stage)
    await stage.work()
    await stage.work()
    arrived = [text for text in stage.toy.texts() if "Cúp nước <b>&" in text]
    assert len(arrived) == 1
    assert "DỪNG NHẬN TIN" in arrived[0]
    go(stage)
    assert standing(stage, first) == Standing(sent=1, failed=0, gone=0, left=0)

    (said,) = await say(stage, "STOP")
    assert "không nhận thông báo nữa" in said
    assert stage.store.run_now(lambda s: s.query(SubscriptionRow).count()) == 0
    (said,) = await say(stage, "dừng nhận tin")
    assert "chưa đăng ký" in said


async def test_stop_from_somebody_who_gets_no_notices_is_for_the_assistant(stages: Stages) -> None:
    stage = await stage_of(stages)
    await say(stage, "STOP")
    assert [row.text for row in stage.rows(MessageRow) if row.direction == "in"] == ["STOP"]


async def test_who_blocks_us_is_not_written_to_when_they_come_back(stages: Stages) -> None:
    stage = await stage_of(stages)
    await say(stage, "đăng ký nhận tin")
    await stage.tell({"kind": "left"})
    await stage.later(seconds=5)
    assert stage.store.run_now(lambda s: s.query(SubscriptionRow).count()) == 0


async def test_a_notice_that_was_being_sent_at_the_crash_is_not_sent_again(stages: Stages) -> None:
    stage = await stage_of(stages)
    await say(stage, "đăng ký nhận tin")
    id_ = notice(stage)
    go(stage)
    stage.toy.fails.append(Killed())
    with pytest.raises(Killed):
        await stage.work()
    again = await stages.open(stage.toy)
    await again.later(seconds=30)
    assert sum("Cúp nước" in text for text in again.toy.texts()) == 1
    assert [row.code for row in again.rows(ParcelRow) if row.notice_id] == ["interrupted"]
    go(again)
    assert standing(again, id_) == Standing(sent=0, failed=1, gone=0, left=0)
    # What is asked for is answered all the same.
    assert await say(again, "đăng ký nhận tin")


async def test_a_refused_notice_counts_as_failed(stages: Stages) -> None:
    stage = await stage_of(stages)
    await say(stage, "đăng ký nhận tin")
    id_ = notice(stage)
    go(stage)
    stage.toy.fails.append(SendFailed(Failure.RECIPIENT, "blocked"))
    await stage.work()
    go(stage)
    assert standing(stage, id_) == Standing(sent=0, failed=1, gone=0, left=0)
