"""What an official decided about a finding is known again in the next version, and only there."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.review import kept
from bot.review.kept import Refused, Standing, State, Verdict
from bot.review.kept_marks import Mark, mark_of, sentences
from bot.review.read import document_of
from bot.review.types import Document, Finding, Kind, Severity, Span
from bot.store.engine import IN_MEMORY, Store, open_store
from bot.store.models import AuditRow, Row
from bot.store.periods import Retention
from bot.store.retention import purge
from bot.store.review import ReviewDecisionRow, ReviewedRow, ReviewRow
from bot.store.staff import StaffRow

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LIFE = timedelta(hours=24)
PLAN = """KẾ HOẠCH chuyển đối số của phường Bến Gỗ trong năm hai nghìn không trăm hai mươi bảy

Phòng Văn hóa chủ trì mở lớp kỹ năng số cho người cao tuổi ở từng khu phố, hạn trước ngày 30/6.

Văn phòng đảng ủy theo dõi, đôn đốc các đơn vị và gửi báo cáo quý về bộ phận tổng hợp của phường.

Trạm y tế lập sổ theo dõi sức khỏe điện tử cho ít nhất chín mươi phần trăm người dân trong phường.

Công an phường hướng dẫn người dân cài đặt định danh điện tử mức hai ngay tại trụ sở.

Bộ phận một cửa nhận hồ sơ trực tuyến cả ngày và trả lời người dân trong vòng một ngày làm việc."""
OTHER = """TỜ TRÌNH về việc sửa mái chợ Bến Gỗ sau mùa mưa bão và bố trí lại các quầy hàng thực phẩm

Ban quản lý chợ kiểm tra hệ thống điện, thay toàn bộ dây dẫn cũ ở dãy nhà phía đông trước Tết.

Hộ kinh doanh di dời tạm sang sân vận động trong hai tháng, được miễn tiền thuê mặt bằng hằng ngày.

Phòng Kinh tế lập dự toán, trình Ủy ban nhân dân phường xem xét trước ngày 15 tháng 12 năm nay."""


@pytest.fixture
def store() -> Iterator[Store]:
    """Return a database with two officials."""
    opened = open_store(IN_MEMORY)
    with opened.transaction() as session:
        for login in ("lan", "minh"):
            session.add(
                StaffRow(
                    login=login,
                    name=login,
                    unit="",
                    roles=["official"],
                    state="active",
                    must_change_password=False,
                    totp_step=0,
                    failures=0,
                    created_at=NOW,
                )
            )
    yield opened
    opened.close()


def found(document: Document, *quotes: str, rule: str = "language.slip") -> list[Finding]:
    """Return a finding at each place where one of the words stands."""
    made = []
    for quote in quotes:
        at = document.text.find(quote)
        while at >= 0:
            made.append(
                Finding(
                    rule=rule,
                    kind=Kind.TYPO,
                    span=Span(start=at, end=at + len(quote)),
                    why="x",
                    severity=Severity.MEDIUM,
                    certain=True,
                    source="x",
                )
            )
            at = document.text.find(quote, at + 1)
    return sorted(made, key=lambda each: each.span.start)


class Desk:
    """One official's reviews."""

    def __init__(self, session: Session, staff_id: int = 1) -> None:
        self.session = session
        self.staff_id = staff_id
        self.now = NOW
        self.marks: list[Mark] = []

    def review(
        self, text: str, *quotes: str, follows: str = "", rule: str = "language.slip"
    ) -> str:
        """Give a text to be reviewed, as a version of another if that is said; return its token."""
        token = f"{len(list(self.session.scalars(select(ReviewRow)))):032x}"
        kept.begin(
            self.session,
            token,
            staff_id=self.staff_id,
            by="lan",
            follows=follows,
            now=self.now,
            ends_at=self.now + LIFE,
        )
        document = document_of(text)
        kept.finish(self.session, token, sentences(document), now=self.now)
        salt = kept.salt_of(self.session, self.row(token))
        self.marks = [
            mark_of(document, each, salt=salt) for each in found(document, *quotes, rule=rule)
        ]
        return token

    def row(self, token: str) -> ReviewRow:
        row = kept.find(self.session, token, staff_id=self.staff_id, now=self.now)
        assert row is not None
        return row

    def ignore(self, token: str, place: int) -> None:
        kept.decide(
            self.session,
            self.row(token),
            self.marks,
            place,
            Verdict.IGNORED,
            reason="dung-y",
            now=self.now,
        )

    def accept(self, token: str, place: int) -> None:
        kept.decide(
            self.session, self.row(token), self.marks, place, Verdict.ACCEPTED, now=self.now
        )

    def standing(self, token: str) -> Standing:
        return kept.standing(self.session, self.row(token), self.marks)

    def verdicts(self, token: str) -> Sequence[str | None]:
        """Return what was decided of each finding, with a star if in an earlier version."""
        return [
            f"{each.verdict}{'*' if each.is_earlier else ''}" if each else None
            for each in self.standing(token).decisions
        ]


def test_what_was_ignored_is_ignored_in_the_next_version_and_says_so(store: Store) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        desk.ignore(desk.review(PLAN, "đối số", "đảng ủy"), 1)
        second = desk.review(f"Căn cứ mới được thêm lên đầu.\n{PLAN}", "đối số", "đảng ủy")

        assert desk.verdicts(second) == [None, "ignored*"]
        assert desk.row(second).version == 2


def test_a_change_on_one_side_of_the_words_does_not_hide_them_one_on_both_does(
    store: Store,
) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        desk.ignore(desk.review(PLAN, "đảng ủy"), 0)
        one_side = desk.review(PLAN.replace("theo dõi, đôn đốc các", "nhắc nhở mọi"), "đảng ủy")
        assert desk.verdicts(one_side) == ["ignored*"]
        both = PLAN.replace("theo dõi, đôn đốc các", "nhắc nhở mọi").replace("Văn phòng", "Ban")
        assert desk.verdicts(desk.review(both, "đảng ủy")) == [None]


def test_the_same_words_of_another_rule_are_not_ignored(store: Store) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        desk.ignore(desk.review(PLAN, "đảng ủy"), 0)

        assert desk.verdicts(desk.review(PLAN, "đảng ủy", rule="form.capital")) == [None]


def test_of_two_places_with_the_same_words_one_is_ignored(store: Store) -> None:
    rows = "\n".join(
        f"Nhiệm vụ của tổ: mở lớp học, thời hạn … do khu phố {n} tự chọn"
        for n in "một hai ba".split()
    )
    with store.transaction() as session:
        desk = Desk(session)
        first = desk.review(rows, "…")
        desk.ignore(first, 1)
        assert desk.verdicts(first) == [None, "ignored", None]
        again = desk.review(rows, "…", follows=first)
        assert desk.verdicts(again) == [None, "ignored*", None]


def test_what_was_accepted_and_is_gone_counts_as_fixed_what_is_still_there_does_not(
    store: Store,
) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        first = desk.review(PLAN, "đối số", "đảng ủy")
        desk.accept(first, 0)
        desk.accept(first, 1)
        assert desk.standing(first).fixed == ()
        second = desk.review(PLAN.replace("đối số", "đổi số"), "đối số", "đảng ủy")

        assert desk.verdicts(second) == ["accepted*"]
        assert [each.rule for each in desk.standing(second).fixed] == ["language.slip"]


def test_an_undone_decision_is_gone_in_all_versions(store: Store) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        desk.ignore(desk.review(PLAN, "đảng ủy"), 0)
        second = desk.review(PLAN, "đảng ủy")
        kept.undo(session, desk.row(second), desk.marks, 0)

        assert desk.verdicts(second) == [None]
        assert desk.verdicts(desk.review(PLAN, "đảng ủy")) == [None]


def test_a_second_decision_takes_the_place_of_the_first(store: Store) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        token = desk.review(PLAN, "đảng ủy")
        desk.ignore(token, 0)
        desk.accept(token, 0)

        assert desk.verdicts(token) == ["accepted"]
        assert len(session.scalars(select(ReviewDecisionRow)).all()) == 1


def test_another_document_and_another_official_have_their_own_decisions(store: Store) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        desk.ignore(desk.review(PLAN, "đảng ủy"), 0)
        other = desk.review(OTHER.replace("Phòng Kinh tế", "Văn phòng đảng ủy"), "đảng ủy")
        assert (desk.verdicts(other), desk.row(other).version) == ([None], 1)
        colleague = Desk(session, staff_id=2)
        theirs = colleague.review(PLAN, "đảng ủy")

        assert (colleague.verdicts(theirs), colleague.row(theirs).version) == ([None], 1)


def test_a_version_is_recognised_by_its_sentences_and_may_be_parted_again(store: Store) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        desk.ignore(desk.review(PLAN, "đảng ủy"), 0)
        changed = PLAN.replace("chín mươi", "tám mươi").replace("trước ngày 30", "sau ngày 30")
        second = desk.review(changed, "đảng ủy")
        assert desk.row(second).is_recognised
        kept.part(session, desk.row(second), sentences(document_of(changed)), now=NOW)

        assert (desk.row(second).version, desk.row(second).is_recognised) == (1, False)
        salt = kept.salt_of(session, desk.row(second))
        document = document_of(changed)
        desk.marks = [mark_of(document, each, salt=salt) for each in found(document, "đảng ủy")]
        assert desk.verdicts(second) == [None]


def test_what_the_official_calls_a_new_version_is_one_however_much_was_changed(
    store: Store,
) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        first = desk.review(PLAN, "đảng ủy")
        second = desk.review(OTHER, follows=first)

        assert desk.row(second).version == 2
        assert not desk.row(second).is_recognised


def test_nobody_can_follow_or_find_what_is_anothers_or_over(store: Store) -> None:
    with store.transaction() as session:
        desk, colleague = Desk(session), Desk(session, staff_id=2)
        first = desk.review(PLAN)
        theirs = colleague.review(OTHER, follows=first)
        assert colleague.row(theirs).document_id != desk.row(first).document_id
        assert kept.find(session, first, staff_id=2, now=NOW) is None
        assert kept.find(session, first, staff_id=1, now=NOW + LIFE) is None


def test_no_words_of_the_document_are_in_the_database(store: Store) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        token = desk.review(PLAN, "đối số", "đảng ủy")
        desk.ignore(token, 0)
        desk.accept(token, 1)
    with store.transaction() as session:
        rows = [
            str(row)
            for table in Row.metadata.sorted_tables
            for row in session.execute(select(table))
        ]

    assert not [row for row in rows if "đối số" in row or "đảng ủy" in row or "Bến Gỗ" in row]


def test_ignoring_needs_a_reason_we_know_and_a_short_note(store: Store) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        row = desk.row(desk.review(PLAN, "đảng ủy"))
        for reason, words in (("", ""), ("khac", ""), ("dung-y", "x" * 201)):
            with pytest.raises(Refused):
                kept.decide(
                    session,
                    row,
                    desk.marks,
                    0,
                    Verdict.IGNORED,
                    reason=reason,
                    words=words,
                    now=NOW,
                )
        assert session.scalars(select(ReviewDecisionRow)).all() == []


def test_who_has_too_many_documents_is_told_so(store: Store) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        for _ in range(kept.MOST_KEPT):
            desk.review(OTHER)
        with pytest.raises(Refused, match=str(kept.MOST_KEPT)):
            desk.review(OTHER)
        desk.now = NOW + LIFE
        desk.review(OTHER)


def test_who_has_too_many_in_the_queue_is_told_so(store: Store) -> None:
    with store.transaction() as session:
        for n in range(kept.MOST_WAITING + 1):
            token = f"{n:032x}"
            if n == kept.MOST_WAITING:
                with pytest.raises(Refused, match="đang chờ"):
                    kept.begin(session, token, staff_id=1, by="lan", now=NOW, ends_at=NOW + LIFE)
            else:
                kept.begin(session, token, staff_id=1, by="lan", now=NOW, ends_at=NOW + LIFE)


def test_the_audit_says_that_something_was_given_and_deleted_and_not_what(store: Store) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        row = desk.row(desk.review(PLAN))
        kept.remove(session, row, by="lan", now=NOW)
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()

        assert [(r.actor, r.action, r.subject) for r in rows] == [
            ("lan", "review.uploaded", "review:1"),
            ("lan", "review.deleted", "review:1"),
        ]


def test_decisions_outlive_the_upload_and_are_purged_when_the_document_is_old(
    store: Store,
) -> None:
    with store.transaction() as session:
        desk = Desk(session)
        desk.ignore(desk.review(PLAN, "đảng ủy"), 0)
        assert kept.remove_expired(session, now=NOW + LIFE) == [f"{0:032x}"]
        desk.now = NOW + timedelta(days=300)
        again = desk.review(PLAN, "đảng ủy")
        assert desk.verdicts(again) == ["ignored*"]

    def left() -> int:
        return store.run_now(lambda s: len(s.scalars(select(ReviewDecisionRow)).all()))

    for days, rows in ((660, 1), (670, 0)):
        with store.transaction() as session:
            purge(session, NOW + timedelta(days=days), Retention())
        assert left() == rows
    assert store.run_now(lambda s: s.scalars(select(ReviewedRow)).all()) == []


def test_a_review_that_cannot_be_done_stays_failed(store: Store) -> None:
    with store.transaction() as session:
        kept.begin(session, "0" * 32, staff_id=1, by="lan", now=NOW, ends_at=NOW + LIFE)
        kept.fail(session, "0" * 32)
        (row,) = kept.newest(session, 1, now=NOW)

        assert row.state == State.FAILED
