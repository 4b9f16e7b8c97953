"""A chat is linked and unlinked before the assistant hears of it, and says whose it is."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.staff import link
from bot.staff.rights import Role
from bot.store.models import MessageRow
from bot.store.staff import StaffRow
from bot.store.traffic import EventRow
from tests.channels.toy import FEE, START, Stage, Stages, Toy


async def stage_of(stages: Stages, channel: str = "telegram") -> Stage:
    return await stages.open(Toy(name=channel))


def hire(stage: Stage, *roles: Role) -> int:
    def add(session: Session) -> int:
        row = StaffRow(
            login="lan",
            name="Lan",
            unit="",
            roles=list(roles or (Role.OFFICIAL,)),
            state="active",
            password_hash=None,
            must_change_password=False,
            totp_secret=None,
            totp_step=0,
            failures=0,
            locked_until=None,
            oidc_subject=None,
            created_at=START,
        )
        session.add(row)
        session.flush()
        return row.id

    return stage.store.run_now(add)


def make_code(stage: Stage, staff_id: int) -> str:
    code = link.new_code()
    stage.store.run_now(lambda s: link.keep_code(s, staff_id, code, now=stage.clock[0]))
    return code.shown


def said(text: str, number: int, chat: str = "an", **more: Any) -> Mapping[str, Any]:  # noqa: ANN401
    return {"key": f"{chat}{number}", "chat": chat, "s": number, "text": text, **more}


async def tell(stage: Stage, *events: Mapping[str, Any]) -> list[str]:
    """Let somebody write, and return what they got since."""
    before = len(stage.toy.sent)
    for event in events:
        await stage.deliver_raw([event])
        await stage.work()
    return [text for _, text in stage.toy.sent[before:]]


@pytest.mark.parametrize("channel", link.CHANNELS)
async def test_a_code_links_a_chat_on_every_platform(stages: Stages, channel: str) -> None:
    stage = await stage_of(stages, channel)
    code = make_code(stage, hire(stage))

    (linked,) = await tell(stage, said(f"/canbo {code}", 1))
    (who,) = await tell(stage, said("/canbo", 2))

    assert "lan" in linked
    assert "cán bộ chuyên môn" in who
    assert "thoát" in who


async def test_a_code_stands_in_nothing_that_is_kept_and_reaches_no_assistant(
    stages: Stages,
) -> None:
    stage = await stage_of(stages)
    code = make_code(stage, hire(stage))

    await tell(stage, said(f"/canbo {code}", 1), said(f"canbo {code}x", 2), said(FEE, 3))

    kept = " ".join(row.text for row in stage.rows(MessageRow))
    kept += " ".join(str(row.raw) for row in stage.rows(EventRow))
    assert code not in kept
    assert "canbo" not in kept
    assert FEE in kept


async def test_the_chat_of_nobody_is_told_how_to_link_it_and_how_to_reach_a_person(
    stages: Stages,
) -> None:
    stage = await stage_of(stages)

    (who,) = await tell(stage, said("/canbo", 1))

    assert "chưa liên kết" in who
    assert "gặp cán bộ" in who
    assert stage.rows(MessageRow) == []


async def test_words_behind_the_command_still_ask_for_a_person(stages: Stages) -> None:
    stage = await stage_of(stages)

    await tell(stage, said("/canbo hồ sơ của tôi đến đâu rồi", 1))

    (asked, _) = stage.rows(MessageRow)
    assert asked.text == "cho tôi gặp cán bộ: hồ sơ của tôi đến đâu rồi"


async def test_wrong_used_and_expired_codes_are_answered_alike(stages: Stages) -> None:
    stage = await stage_of(stages)
    staff_id = hire(stage)
    used = make_code(stage, staff_id)
    await tell(stage, said(f"/canbo {used}", 1))
    expired = make_code(stage, staff_id)
    stage.clock[0] += link.LASTS

    answers = await tell(
        stage,
        said(f"/canbo {used}", 2, "binh"),
        said(f"/canbo {expired}", 3, "binh"),
        said("/canbo CFHJ-3467", 4, "binh"),
        said("/canbo K0K0-11AB", 5, "binh"),
    )

    assert len(answers) == 4
    assert len(set(answers)) == 1


async def test_after_five_wrong_codes_the_chat_has_to_wait(stages: Stages) -> None:
    stage = await stage_of(stages)
    code = make_code(stage, hire(stage))
    wrong = [said("/canbo CFHJ-3467", n) for n in range(1, 6)]
    await tell(stage, *wrong)

    (paused,) = await tell(stage, said(f"/canbo {code}", 6))

    assert "15 phút" in paused
    assert stage.store.run_now(lambda s: link.linked_to(s, "telegram:an")) is None


async def test_who_unlinks_is_a_resident_from_the_next_message_on(stages: Stages) -> None:
    stage = await stage_of(stages)
    await tell(stage, said(f"/canbo {make_code(stage, hire(stage))}", 1))
    await tell(stage, said(FEE, 2))
    (left,) = await tell(stage, said("/canbo thoát", 3))
    await tell(stage, said(FEE, 4))

    assert "bỏ liên kết" in left
    asked = [row.audience for row in stage.rows(MessageRow)]
    assert asked == ["official", "official", "public", "public"]


async def test_a_disabled_account_counts_as_nobody_at_the_next_message(stages: Stages) -> None:
    stage = await stage_of(stages)
    staff_id = hire(stage)
    await tell(stage, said(f"/canbo {make_code(stage, staff_id)}", 1), said(FEE, 2))

    def disable(session: Session) -> None:
        session.get_one(StaffRow, staff_id).state = "disabled"

    stage.store.run_now(disable)
    await tell(stage, said(FEE, 3))

    assert [row.audience for row in stage.rows(MessageRow)][-2:] == ["public", "public"]


async def test_a_linked_chat_is_forgotten_with_all_the_rest(stages: Stages) -> None:
    stage = await stage_of(stages)
    await tell(stage, said(f"/canbo {make_code(stage, hire(stage))}", 1), said(FEE, 2))

    *_, gone = await tell(stage, said("", 3, kind="forget"), said("xóa hết", 4))

    assert "đã xóa" in gone
    assert stage.store.run_now(lambda s: link.linked_to(s, "telegram:an")) is None
