"""Make the tables and facts of the page of figures."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.analytics import PROCEDURE, Key, Kind, Outcome
from bot.analytics_sums import (
    FEW,
    SATISFACTION_TARGET,
    WEEKS_FROM,
    Share,
    content_share,
    periods,
    quantile,
    table_of,
    useful_share,
)
from bot.plan_targets import number_text
from channels.reach import NAMES
from knowledge.types import Audience

OUTCOMES = {
    Outcome.ANSWERED: "Đã trả lời",
    Outcome.CLARIFIED: "Hỏi lại cho rõ",
    Outcome.NO_CONTENT: "Chưa có nội dung",
    Outcome.OUT_OF_SCOPE: "Ngoài phạm vi",
    Outcome.REFUSED: "Từ chối",
    Outcome.HANDED_OVER: "Chuyển cán bộ",
}
_TOPICS = {
    PROCEDURE: "Thủ tục (chưa rõ lĩnh vực)",
    "guide": "Hướng dẫn dùng dịch vụ số",
    "plan": "Kế hoạch chuyển đổi số",
    "document": "Văn bản",
    "ward": "Trụ sở, giờ làm việc",
    "person": "Gặp cán bộ",
    "other": "Khác, chưa rõ",
}
WHY = {
    "no_content": "Chưa có nội dung",
    "not_useful": "Người hỏi bảo chưa có ích",
    "wrong": "Người hỏi bảo sai",
}
_REASONS = {
    "asked": "Người dân xin gặp",
    "failed": "Ba lần liền chưa trả lời được",
    "distress": "Có dấu hiệu nguy cấp",
    "after_hours": "Ngoài giờ làm việc",
}
_RATED = {"answer": "Câu trả lời", "ticket": "Phản ánh", "handover": "Gặp cán bộ"}
# A day has too few ratings for a share.
_RATED_BY_WEEK_FROM = 14


@dataclass(frozen=True, kw_only=True)
class Table:
    """Counts, by row and column."""

    id: str
    title: str
    first: str
    """Title of the column of labels."""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One figure that is no count."""

    label: str
    value: str
    n: int
    is_told: bool
    """It stands on enough people to go into an export."""
    hint: str = ""


def tables_of(
    counts: Mapping[Key, int], *, categories: Mapping[str, str], may_see: Sequence[Audience]
) -> list[Table]:
    """Return the tables of a period; what officials asked stands apart from residents'."""
    public = {key: n for key, n in counts.items() if key.audience is Audience.PUBLIC}
    inside = {key: n for key, n in counts.items() if key.audience is not Audience.PUBLIC}
    found = [
        _questions(public, "chu-de", "Câu hỏi của người dân theo chủ đề", "Chủ đề", _topic),
        _questions(public, "kenh", "Câu hỏi của người dân theo kênh", "Kênh", _channel),
    ]
    if len(may_see) > 1:
        found.append(
            _questions(inside, "noi-bo", "Câu hỏi của cán bộ theo chủ đề", "Chủ đề", _topic)
        )
    ratings = table_of(counts, [Kind.RATING], row=lambda k: k.topic, column=lambda k: k.result)
    stars = {kind: each for kind, each in ratings.items() if kind != "answer"}
    found += [
        _named(
            "gop-y",
            "Đánh giá câu trả lời",
            "Đánh giá",
            {"answer": ratings.get("answer", Counter())},
            _RATED,
            {"1": "Có ích", "0": "Chưa có ích"},
        ),
        _named(
            "diem",
            "Điểm cho phản ánh và cho lần gặp cán bộ",
            "Việc",
            stars,
            _RATED,
            {str(n): f"{n} điểm" for n in range(1, 6)},
        ),
        _named(
            "chuyen",
            "Chuyển cho cán bộ",
            "Lý do",
            table_of(counts, [Kind.HANDOVER], row=lambda k: k.topic, column=lambda k: k.result),
            _REASONS,
            {"opened": "Chuyển", "taken": "Được nhận", "untaken": "Kết thúc, chưa ai nhận"},
        ),
        _named(
            "phan-anh",
            "Phản ánh theo loại",
            "Loại",
            table_of(counts, [Kind.TICKET], row=lambda k: k.topic, column=lambda k: k.result),
            categories,
            {"filed": "Gửi tới", "answered": "Đã trả lời"},
        ),
        _named(
            "bien-tap",
            "Câu hỏi chuyển cho người biên tập",
            "Vì sao",
            table_of(counts, [Kind.EDITOR], row=lambda k: k.topic, column=lambda k: k.result),
            WHY,
            {"queued": "Số câu"},
        ),
    ]
    return found


def trend_of(counts: Mapping[Key, int], first: date, last: date) -> Table:
    """Return residents' questions by day, or by week in a long period."""
    public = [(key, n) for key, n in counts.items() if key.audience is Audience.PUBLIC]
    rows = []
    for start, end in periods(first, last):
        found: Counter[str] = Counter()
        for key, n in public:
            if key.kind is Kind.QUESTION and start <= key.day <= end:
                found[key.result] += n
        rows.append((_span(start, end), tuple(found[each] for each in OUTCOMES)))
    return Table(
        id="dien-bien",
        title="Câu hỏi của người dân theo thời gian",
        first="Ngày" if (last - first).days < WEEKS_FROM else "Tuần",
        columns=tuple(OUTCOMES.values()),
        rows=tuple(rows),
    )


def useful_of(counts: Mapping[Key, int], first: date, last: date) -> Table:
    """Return ratings of answers over time."""
    shares = shares_of(counts, first, last)
    return Table(
        id="co-ich",
        title="Đánh giá câu trả lời theo thời gian",
        first="Ngày" if (last - first).days < _RATED_BY_WEEK_FROM else "Tuần",
        columns=("Có ích", "Chưa có ích"),
        rows=tuple((_span(*span), (each.part, each.n - each.part)) for span, each in shares),
    )


def facts_of(counts: Mapping[Key, int]) -> list[Fact]:
    """Return shares and times, each with the number that it stands on."""
    public = {key: n for key, n in counts.items() if key.audience is Audience.PUBLIC}
    facts = [
        _share("Câu trả lời có ích", useful_share(public)),
        _share("Phản ánh được 4–5 điểm", content_share(public, "ticket")),
        _share("Lần gặp cán bộ được 4–5 điểm", content_share(public, "handover")),
    ]
    ms, wait = _steps(public, Kind.ANSWER_MS), _steps(public, Kind.WAIT_MIN)
    for label, steps, said in (
        ("Chờ câu trả lời của trợ lý", ms, _seconds),
        ("Chờ cán bộ nhận hội thoại", wait, _minutes),
    ):
        n = steps.total()
        for name, share in (("trung vị", 0.5), ("9 trên 10 lần", 0.9)):
            facts.append(
                Fact(
                    label=f"{label}, {name}",
                    value=said(quantile(steps, share)),
                    n=n,
                    is_told=n >= FEW,
                )
            )
    return facts


def shares_of(
    counts: Mapping[Key, int], first: date, last: date
) -> list[tuple[tuple[date, date], Share]]:
    """Return how many answers were useful, by day or in a longer period by week."""
    return [
        (
            (start, end),
            useful_share({key: n for key, n in counts.items() if start <= key.day <= end}),
        )
        for start, end in periods(first, last, weeks_from=_RATED_BY_WEEK_FROM)
    ]


def _span(start: date, end: date) -> str:
    return f"{start:%d/%m/%Y}" if start == end else f"{start:%d/%m}–{end:%d/%m/%Y}"


def _questions(
    counts: Mapping[Key, int], id: str, title: str, first: str, label: Callable[[Key], str]
) -> Table:
    found = table_of(counts, [Kind.QUESTION], row=label, column=lambda key: key.result)
    rows = sorted(found.items(), key=lambda each: (-each[1].total(), each[0]))
    return Table(
        id=id,
        title=title,
        first=first,
        columns=tuple(OUTCOMES.values()),
        rows=tuple((name, tuple(cells[each] for each in OUTCOMES)) for name, cells in rows),
    )


def _named(
    id: str,
    title: str,
    first: str,
    found: Mapping[str, Counter[str]],
    names: Mapping[str, str],
    columns: Mapping[str, str],
) -> Table:
    rows = sorted(found.items(), key=lambda each: (-each[1].total(), each[0]))
    return Table(
        id=id,
        title=title,
        first=first,
        columns=tuple(columns.values()),
        rows=tuple(
            (names.get(name, name), tuple(cells[each] for each in columns))
            for name, cells in rows
            if cells.total()
        ),
    )


def _topic(key: Key) -> str:
    kind, _, field = key.topic.partition(":")
    return f"Thủ tục: {field}" if field else _TOPICS.get(kind, kind)


def _channel(key: Key) -> str:
    return NAMES.get(key.channel, key.channel)


def _steps(counts: Mapping[Key, int], kind: Kind) -> Counter[str]:
    return table_of(counts, [kind], row=lambda _: "", column=lambda k: k.result).get("", Counter())


def _share(label: str, share: Share) -> Fact:
    percent, rest = share.percent, share.n - share.part
    hint = "Chưa có ai đánh giá." if not share.n else ""
    if share.n and share.says_little:
        hint = f"Mới có {share.n} lượt đánh giá, chưa nói lên nhiều."
    elif percent is not None:
        target = number_text(SATISFACTION_TARGET)
        reached = "Đạt" if percent >= SATISFACTION_TARGET else "Chưa đạt"
        hint = f"{reached} mức {target}% mà kế hoạch thường đặt ra."
    return Fact(
        label=label,
        value=f"{number_text(round(percent, 1))}%" if percent is not None else "—",
        n=share.n,
        is_told=all(part == 0 or part >= FEW for part in (share.part, rest)) and share.n >= FEW,
        hint=hint,
    )


def _seconds(ms: int | None) -> str:
    if ms is None:
        return "—"
    return "hơn 1 phút" if ms < 0 else f"không quá {number_text(ms / 1000)} giây"


def _minutes(minutes: int | None) -> str:
    if minutes is None:
        return "—"
    return "hơn 1 ngày" if minutes < 0 else f"không quá {minutes} phút"
