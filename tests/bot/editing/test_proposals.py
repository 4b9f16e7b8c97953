"""A second person puts a record into service, two editors meet, and nothing is lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.editing import layer, proposals, reading
from bot.editing.layer import edits_of, settle, versions_of
from bot.editing.types import Editable, EditingError, State
from bot.store.editing import ProposalRow
from bot.store.engine import IN_MEMORY, Store, open_store
from bot.store.models import AuditRow, EditorQuestionRow
from knowledge.store import digest_of
from knowledge.types import Channel, Fee, Guide, Kind, KnowledgeError, Procedure, Source, Submission

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
SOURCE = Source(title="Bản thử", as_of=date(2026, 1, 5))
STALL = Procedure(code="tm-quay", name="Đăng ký quầy", place="Chợ", source=SOURCE)
KEY = "procedure:tm-quay"


def with_fee(amount: int, record: Procedure = STALL) -> Procedure:
    fees = (Fee(amount_vnd=amount),)
    return replace(record, submissions=(Submission(channel=Channel.COUNTER, fees=fees),))


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(IN_MEMORY)
    yield opened
    opened.close()


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.transaction() as session:
        yield session


def draft(
    session: Session,
    body: Editable | None,
    *,
    by: str = "an",
    base: Editable | None = STALL,
    question_id: int | None = None,
) -> int:
    return proposals.propose(
        session,
        kind=Kind.PROCEDURE,
        record_id=STALL.code,
        base=base,
        body=body,
        reason="Nghị quyết mới",
        author=by,
        now=NOW,
        question_id=question_id,
    )


def sent(
    session: Session, body: Editable | None, *, by: str = "an", base: Procedure = STALL
) -> int:
    made = draft(session, body, by=by, base=base)
    assert proposals.send(session, made, by=by, current=base, now=NOW) is State.IN_REVIEW
    return made


def live(
    session: Session, body: Editable | None, *, by: str = "an", base: Procedure = STALL
) -> int:
    made = sent(session, body, by=by, base=base)
    proposals.approve(session, made, by="binh", revision=1, current=base, now=NOW)
    assert settle(session, edits_of(session).digests, now=NOW) == [made]
    return made


def state(session: Session, proposal_id: int) -> State:
    return State(reading.found(session, proposal_id).state)


def test_what_a_second_person_approved_shall_answer(session: Session) -> None:
    made = sent(session, with_fee(42_000))
    assert edits_of(session).records == ()

    assert (
        proposals.approve(session, made, by="binh", revision=1, current=STALL, now=NOW)
        is State.APPROVED
    )

    assert edits_of(session).records == (with_fee(42_000),)
    assert edits_of(session).digests == {KEY: digest_of(with_fee(42_000))}


def test_the_author_cannot_approve_their_own(session: Session) -> None:
    made = sent(session, with_fee(42_000))

    with pytest.raises(EditingError, match="Người soạn không tự duyệt"):
        proposals.approve(session, made, by="an", revision=1, current=STALL, now=NOW)
    with pytest.raises(EditingError, match="Người soạn không tự duyệt"):
        proposals.reject(session, made, by="an", note="sai", now=NOW)


def test_what_was_changed_after_the_approver_had_read_it_is_not_approved(session: Session) -> None:
    made = sent(session, with_fee(42_000))
    proposals.reject(session, made, by="binh", note="thiếu nguồn", now=NOW)
    proposals.save(session, made, body=with_fee(99), reason="x", by="an", revision=1, now=NOW)
    proposals.send(session, made, by="an", current=STALL, now=NOW)

    with pytest.raises(EditingError, match="đã sửa lại từ lúc"):
        proposals.approve(session, made, by="binh", revision=1, current=STALL, now=NOW)


def test_what_is_not_sent_cannot_be_approved(session: Session) -> None:
    made = draft(session, with_fee(42_000))

    with pytest.raises(EditingError, match="đang soạn"):
        proposals.approve(session, made, by="binh", revision=1, current=STALL, now=NOW)


def test_nobody_approves_twice(session: Session) -> None:
    made = sent(session, with_fee(42_000))
    proposals.approve(session, made, by="binh", revision=1, current=STALL, now=NOW)

    with pytest.raises(EditingError, match="đã được duyệt"):
        proposals.approve(session, made, by="chi", revision=1, current=STALL, now=NOW)


def test_it_is_live_only_with_an_index_that_holds_it(session: Session) -> None:
    made = sent(session, with_fee(42_000))
    proposals.approve(session, made, by="binh", revision=1, current=STALL, now=NOW)

    assert settle(session, {}, now=NOW) == []
    assert settle(session, {KEY: digest_of(with_fee(1_000))}, now=NOW) == []
    assert state(session, made) is State.APPROVED
    assert settle(session, {KEY: digest_of(with_fee(42_000))}, now=NOW) == [made]
    assert state(session, made) is State.LIVE


def test_every_version_is_kept_with_who_and_when(session: Session) -> None:
    live(session, with_fee(42_000))
    live(session, with_fee(50_000), by="chi", base=with_fee(42_000))

    versions = versions_of(session, "procedure", "tm-quay")

    assert [each.number for each in versions] == [2, 1, 0]
    assert [(each.author, each.approved_by) for each in versions] == [
        ("chi", "binh"), ("an", "binh"), ("", ""),
    ]  # fmt: skip
    bodies = [reading.read_body(each.kind, each.body) for each in versions]
    assert bodies == [with_fee(50_000), with_fee(42_000), STALL]


def test_a_change_that_comes_second_is_a_conflict_and_keeps_both(session: Session) -> None:
    second = sent(session, replace(STALL, place="Nhà văn hóa"), by="chi")

    live(session, with_fee(42_000))

    assert state(session, second) is State.CONFLICTED
    kept = reading.body_of_row(reading.found(session, second))
    assert kept == replace(STALL, place="Nhà văn hóa")
    assert edits_of(session).records == (with_fee(42_000),)


def test_a_draft_from_before_is_a_conflict_when_it_is_sent(session: Session) -> None:
    late = draft(session, with_fee(1_000), by="chi")
    live(session, with_fee(42_000))

    now_live = with_fee(42_000)
    assert proposals.send(session, late, by="chi", current=now_live, now=NOW) is State.CONFLICTED


def test_a_second_approval_waits_for_the_first_as_a_conflict(session: Session) -> None:
    first, second = sent(session, with_fee(42_000)), sent(session, with_fee(1_000), by="chi")
    proposals.approve(session, first, by="binh", revision=1, current=STALL, now=NOW)

    # The index still holds the record of before.
    assert (
        proposals.approve(session, second, by="an", revision=1, current=STALL, now=NOW)
        is State.CONFLICTED
    )
    assert edits_of(session).records == (with_fee(42_000),)


def test_an_import_in_between_is_a_conflict(session: Session) -> None:
    made = sent(session, with_fee(42_000))

    imported = replace(STALL, place="Quảng trường")
    assert proposals.approve(session, made, by="binh", revision=1, current=imported, now=NOW) is (
        State.CONFLICTED
    )


def test_a_new_record_that_somebody_else_has_made_is_a_conflict(session: Session) -> None:
    made = draft(session, with_fee(42_000), base=None)

    assert proposals.send(session, made, by="an", current=STALL, now=NOW) is State.CONFLICTED


def test_a_conflict_is_made_anew_with_what_only_its_author_changed(session: Session) -> None:
    mine = replace(with_fee(1_000), place="Nhà văn hóa")
    second = sent(session, mine, by="chi")
    live(session, with_fee(42_000))

    anew = proposals.make_anew(session, second, by="chi", current=with_fee(42_000), now=NOW)

    body = reading.body_of_row(reading.found(session, anew.id))
    assert body == replace(with_fee(42_000), place="Nhà văn hóa")
    assert anew.clashes == ("submissions",)
    assert reading.body_of_row(reading.found(session, second)) == mine, "readable still"
    assert (
        proposals.send(session, anew.id, by="chi", current=with_fee(42_000), now=NOW)
        is State.IN_REVIEW
    )


def test_a_save_from_an_older_page_becomes_a_draft_of_its_own(session: Session) -> None:
    made = draft(session, with_fee(1))

    first, second = (
        proposals.save(session, made, body=with_fee(fee), reason="x", by="an", revision=1, now=NOW)
        for fee in (2, 3)
    )

    assert (first.id, first.is_copy) == (made, False)
    assert second.is_copy
    assert reading.body_of_row(reading.found(session, made)) == with_fee(2)
    assert reading.body_of_row(reading.found(session, second.id)) == with_fee(3)


def test_what_was_given_back_can_be_changed_and_sent_again(session: Session) -> None:
    made = sent(session, with_fee(1))
    proposals.reject(session, made, by="binh", note="thiếu ba số không", now=NOW)
    proposals.save(session, made, body=with_fee(1_000), reason="x", by="an", revision=1, now=NOW)

    assert proposals.send(session, made, by="an", current=STALL, now=NOW) is State.IN_REVIEW
    notes = [each.note for each in reading.events_of(session, made) if each.note]
    assert notes == ["thiếu ba số không"]
    bodies = [each.body for each in reading.events_of(session, made) if each.what == "in_review"]
    assert len(set(bodies)) == 2, "what the reviewer saw first is kept, too"


def test_giving_back_needs_a_reason(session: Session) -> None:
    made = sent(session, with_fee(1))

    with pytest.raises(EditingError, match="Ghi lý do"):
        proposals.reject(session, made, by="binh", note="  ", now=NOW)


def test_a_change_without_a_reason_or_without_a_change_is_not_sent(session: Session) -> None:
    same = draft(session, STALL)
    with pytest.raises(EditingError, match="giống hệt"):
        proposals.send(session, same, by="an", current=STALL, now=NOW)

    proposals.save(session, same, body=with_fee(1), reason=" ", by="an", revision=1, now=NOW)
    with pytest.raises(EditingError, match="Ghi lý do"):
        proposals.send(session, same, by="an", current=STALL, now=NOW)


def test_only_its_author_touches_a_draft(session: Session) -> None:
    made = draft(session, with_fee(1))

    with pytest.raises(EditingError, match="Chỉ người soạn"):
        proposals.send(session, made, by="binh", current=STALL, now=NOW)
    with pytest.raises(EditingError, match="Chỉ người soạn"):
        proposals.withdraw(session, made, by="binh", now=NOW)


def test_edits_can_be_taken_back_by_two_people(session: Session) -> None:
    with pytest.raises(EditingError, match="chưa ai sửa"):
        draft(session, None)
    live(session, with_fee(42_000))

    live(session, None, base=with_fee(42_000))

    assert edits_of(session).records == ()
    assert [each.body is None for each in versions_of(session, "procedure", "tm-quay")] == [
        True, False, False,
    ]  # fmt: skip


def test_going_back_is_a_proposal_like_any_other(session: Session) -> None:
    live(session, with_fee(42_000))

    live(session, STALL, base=with_fee(42_000))

    assert edits_of(session).records == (STALL,)
    assert versions_of(session, "procedure", "tm-quay")[0].number == 2


def test_the_code_of_a_record_cannot_be_changed_on_the_way(session: Session) -> None:
    made = draft(session, with_fee(1))

    other = replace(with_fee(1), code="tm-khac")
    with pytest.raises(EditingError, match="Mã của bản ghi"):
        proposals.save(session, made, body=other, reason="x", by="an", revision=1, now=NOW)
    guide = Guide(id="tm-quay", title="x", summary="y", source=SOURCE)
    with pytest.raises(EditingError, match="Mã của bản ghi"):
        draft(session, guide)


def test_the_question_is_done_once_its_answer_is_live(session: Session) -> None:
    question = EditorQuestionRow(
        question="phí?", candidates=[], why="no_content", state="open", at=NOW
    )
    session.add(question)
    session.flush()
    made = draft(session, with_fee(42_000), question_id=question.id)
    proposals.send(session, made, by="an", current=STALL, now=NOW)
    proposals.approve(session, made, by="binh", revision=1, current=STALL, now=NOW)
    assert question.state == "open"

    settle(session, edits_of(session).digests, now=NOW)

    assert question.state == "done"


def test_what_is_on_its_way_into_service_is_not_given_back_unless_it_got_stuck(
    session: Session,
) -> None:
    made = sent(session, with_fee(42_000))
    proposals.approve(session, made, by="binh", revision=1, current=STALL, now=NOW)
    with pytest.raises(EditingError, match="đang được đưa vào dùng"):
        proposals.reject(session, made, by="binh", note="nhầm", now=NOW)

    layer.note_problem(session, "đĩa đầy")
    proposals.reject(session, made, by="binh", note="nhầm", now=NOW + timedelta(minutes=1))

    assert edits_of(session).records == ()


def test_a_version_that_cannot_be_read_is_an_error_not_an_old_fact(session: Session) -> None:
    made = sent(session, with_fee(42_000))
    proposals.approve(session, made, by="binh", revision=1, current=STALL, now=NOW)
    reading.found(session, made).body = '{"code": "tm-quay", "nmae": "x"}'

    with pytest.raises(KnowledgeError, match="tm-quay, edited in the office"):
        edits_of(session)


def test_each_step_is_in_the_audit_without_its_words(session: Session) -> None:
    live(session, with_fee(42_000))

    rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
    assert [(row.actor, row.action) for row in rows if row.subject.startswith("proposal:")] == [
        ("an", "proposal.saved"), ("an", "proposal.in_review"), ("binh", "proposal.approved"),
    ]  # fmt: skip
    assert ("an", "record.live", KEY) in [(r.actor, r.action, r.subject) for r in rows]
    assert not any("Nghị quyết" in row.subject + row.action for row in rows)


def test_proposals_of_one_record_or_one_author_are_found(session: Session) -> None:
    mine, other = draft(session, with_fee(1)), draft(session, with_fee(2), by="chi")
    proposals.withdraw(session, mine, by="an", now=NOW)

    found = reading.open_proposals(session, "procedure", "tm-quay")
    assert [row.id for row in found] == [other]
    assert reading.open_proposals(session, author="an") == []
    assert session.get(ProposalRow, mine) is not None
