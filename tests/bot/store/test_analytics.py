"""What is counted by day stays when what was counted is deleted, on both engines."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.analytics import Key, Kind, Outcome, step_of
from bot.analytics_days import between, keep_days
from bot.analytics_sums import Share, hidden, periods, quantile, useful_share
from bot.store.engine import Store
from bot.store.models import EditorQuestionRow, FeedbackRow, HandoverRow, Row
from bot.store.periods import Retention
from bot.store.retention import purge
from knowledge.types import Audience
from tests.bot.store.rows import conversation, message, ticket

DAY = date(2026, 11, 20)
# 23:30 in Viet Nam, when in London the day is still long.
AT = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
EVERYBODY, OFFICIALS = [Audience.PUBLIC], list(Audience)


def field_of(code: str) -> str:
    return {"1.000001": "Hộ tịch"}.get(code, "")


def answer(
    status: str, act: str = "procedure", code: str | None = None, *, audience: str = "public"
) -> Row:
    return message(
        "telegram:1",
        "lời đáp",
        direction="out",
        state="sent",
        at=AT,
        status=status,
        act=act,
        answer={"procedure": code},
        ms=240.0,
        audience=audience,
    )


@pytest.fixture
def asked(store: Store) -> Store:
    """One evening of one chat."""
    with store.transaction() as session:
        session.add(conversation("telegram:1", at=AT))
        session.flush()
        session.add_all(
            [
                answer("ANSWERED", code="1.000001"),
                answer("ANSWERED", code="1.000001"),
                answer("CLARIFY"),
                answer("NO_CONTENT", act="search"),
                answer("SAID", act="greet"),
                answer("CLARIFY", act="ticket"),
                answer("ANSWERED", act="plan", audience="official"),
                FeedbackRow(conversation_id="telegram:1", kind="answer", value=1, reason="", at=AT),
                HandoverRow(
                    conversation_id="telegram:1",
                    state="closed",
                    reason="asked",
                    opened_at=AT,
                    state_at=AT,
                    taken_at=AT + timedelta(minutes=7),
                    closed_at=AT + timedelta(minutes=20),
                ),
                EditorQuestionRow(question="x", candidates=[], why="wrong", state="open", at=AT),
                ticket(created_at=AT),
            ]
        )
    return store


def counted(store: Store, audiences: list[Audience] = EVERYBODY) -> Counter[Key]:
    return store.run_now(
        lambda s: between(
            s,
            DAY - timedelta(days=3),
            DAY + timedelta(days=2),
            field_of=field_of,
            audiences=audiences,
        )
    )


def keep(store: Store, now: datetime = NOW) -> int:
    return store.run_now(lambda s: keep_days(s, now=now, field_of=field_of))


def test_a_days_counts_are_by_topic_channel_and_outcome(asked: Store) -> None:
    found = counted(asked)
    questions = {(k.topic, k.result): n for k, n in found.items() if k.kind is Kind.QUESTION}
    assert questions == {
        ("procedure:Hộ tịch", Outcome.ANSWERED): 2,
        ("procedure", Outcome.CLARIFIED): 1,
        ("other", Outcome.NO_CONTENT): 1,
    }
    assert {k.day for k in found} == {DAY}
    assert {k.channel for k in found if k.kind is Kind.QUESTION} == {"telegram"}
    rest = {(k.kind, k.topic, k.result): n for k, n in found.items() if k.kind != Kind.QUESTION}
    assert rest == {
        (Kind.ANSWER_MS, "", "300"): 4,
        (Kind.RATING, "answer", "1"): 1,
        (Kind.HANDOVER, "asked", "opened"): 1,
        (Kind.HANDOVER, "asked", "taken"): 1,
        (Kind.WAIT_MIN, "", "10"): 1,
        (Kind.EDITOR, "wrong", "queued"): 1,
        (Kind.TICKET, "lighting", "filed"): 1,
    }


def test_kept_counts_are_the_live_ones_and_survive_the_deletion_of_what_was_counted(
    asked: Store,
) -> None:
    live = counted(asked, OFFICIALS)
    # 20 November, and the empty 21st.
    assert keep(asked) == 2
    assert counted(asked, OFFICIALS) == live
    later = NOW + timedelta(days=400)
    for _ in range(2):
        asked.run_now(lambda s: purge(s, later, Retention()))
    assert counted(asked, OFFICIALS) == live


def test_a_day_is_counted_once_however_often_it_is_asked_for(asked: Store) -> None:
    keep(asked)
    before = counted(asked, OFFICIALS)
    assert keep(asked) == 0
    with asked.transaction() as session:
        session.add(answer("ANSWERED"))
    keep(asked)
    assert counted(asked, OFFICIALS) == before


def test_a_day_that_is_not_over_is_live(asked: Store) -> None:
    # Half past midnight in Viet Nam: what began before is perhaps not kept yet.
    assert keep(asked, AT + timedelta(hours=1)) == 0
    assert counted(asked)


def test_what_officials_asked_is_counted_for_officials_alone(asked: Store) -> None:
    for _ in range(2):
        inside = [k for k in counted(asked, OFFICIALS) if k.audience is Audience.OFFICIAL]
        assert {k.topic for k in inside if k.kind is Kind.QUESTION} == {"plan"}
        assert not [k for k in counted(asked) if k.audience is not Audience.PUBLIC]
        staff = [Audience.PUBLIC, Audience.STAFF]
        assert counted(asked, staff) == counted(asked)
        keep(asked)


def test_the_middle_is_the_step_that_half_do_not_exceed() -> None:
    steps = Counter({"1": 4, "5": 4, "30": 1, "longer": 1})
    assert quantile(steps, 0.5) == 5
    assert quantile(steps, 0.4) == 1
    assert quantile(steps, 0.9) == 30
    assert quantile(steps, 1.0) == -1
    assert quantile(Counter(), 0.5) is None
    assert step_of(7.0, (1, 5, 10)) == "10"
    assert step_of(11.0, (1, 5, 10)) == "longer"


def test_a_share_below_twenty_says_that_it_says_little() -> None:
    day = Key(day=DAY, kind=Kind.RATING, topic="answer", result="1")
    share = useful_share({day: 18, Key(day=DAY, kind=Kind.RATING, topic="answer", result="0"): 1})
    assert share == Share(part=18, n=19)
    assert share.says_little
    assert not Share(part=18, n=20).says_little
    assert Share(part=0, n=0).percent is None


@pytest.mark.parametrize(
    ("column", "flags"),
    [
        ([3, 40, 9], [True, False, True]),
        ([3, 0, 9], [True, True, False]),
        ([30, 40, 9], [False, False, False]),
        ([4], [True]),
        ([], []),
    ],
)
def test_one_small_cell_alone_takes_the_next_smallest_with_it(
    column: list[int], flags: list[bool]
) -> None:
    assert hidden(column) == flags


def test_long_periods_go_by_week_and_lose_no_day() -> None:
    spans = periods(date(2026, 9, 1), date(2026, 11, 22))
    assert spans[0][0] == date(2026, 9, 1)
    assert spans[-1][1] == date(2026, 11, 22)
    assert sum((end - start).days + 1 for start, end in spans) == 83
    assert len(periods(date(2026, 11, 1), date(2026, 11, 22))) == 22
