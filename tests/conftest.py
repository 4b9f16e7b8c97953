"""A small town's knowledge with a real index over it, for the bot's and the channels' tests.

Everything in it is made up: no test of ours may pass because of a fact of the real data.
"""

import os
import shutil
import subprocess
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from numpy.typing import NDArray
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from bot.assistant import Assistant, Decide
from bot.desk import Desk
from bot.pace import UNLIMITED, Pace
from bot.reception import Reception
from bot.situations import known
from bot.store.engine import IN_MEMORY, Store, open_store
from bot.types import Decision, DialogueUnavailable, Form, Message
from bot.ward import Ward
from knowledge.situations import Situation, Way
from knowledge.store import RecordStore
from knowledge.text import folded_syllables
from knowledge.types import (
    Aspect,
    Audience,
    Channel,
    Doubt,
    Duration,
    Fee,
    Guide,
    Indicator,
    Locator,
    Neighbour,
    Note,
    Paper,
    Plan,
    PlanPassage,
    Procedure,
    Record,
    Source,
    Submission,
    Unit,
    Verified,
)
from retrieval.build import build_index, open_index
from retrieval.hybrid import HybridRetriever

CHECKOUT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 21)
WARD = Ward(name="phường Bến Gỗ", province="thành phố Mây", hotline="0900 000 001")
SOURCE = Source(
    title="Sổ thủ tục mẫu",
    url="https://example.vn/so-mau",
    as_of=date(2026, 7, 1),
    verified=Verified.PORTAL,
)
_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz"
_VIETNAMESE = {
    letter
    for base in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    for letter in [unicodedata.normalize("NFC", base + tone)]
}
INTERNAL_MARK = "XÁM-77"
"""Stands in every statement for officials only, and nowhere else."""


@dataclass(frozen=True, kw_only=True)
class SyllableEncoder:
    """Hash syllables into a unit vector; like e5's, its cosines of unrelated texts are near 0.79.

    What decides whether a question is answered is tuned to such cosines.
    """

    name: str = "syllables"
    dimension: int = 129
    query_prefix: str = ""
    passage_prefix: str = ""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return a question's vector, (dimension,), unit length."""
        counts = np.zeros(self.dimension, dtype=np.float32)
        counts[1] = 1e-3
        for syllable in folded_syllables(text):
            row = 1 + zlib.crc32(syllable.encode("utf-8", "replace")) % (self.dimension - 1)
            counts[row] += 1
        counts *= np.float32(np.sqrt(0.22) / np.linalg.norm(counts))
        counts[0] = np.sqrt(0.78)
        return counts

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return the passages' vectors, (n, dimension), unit length, in the order given."""
        rows = [self.encode_query(text) for text in texts]
        if on_progress is not None:
            on_progress(len(rows))
        return np.asarray(rows, dtype=np.float32).reshape(-1, self.dimension)


def make_procedure(code: str, name: str, **fields: Any) -> Procedure:  # noqa: ANN401  # a builder
    """Return a procedure of the made-up source; fields that are not given stay empty."""
    return Procedure(**{"code": code, "name": name, "source": SOURCE, **fields})


STALL = make_procedure(
    "tm-quay",
    "Đăng ký quầy hàng chợ đêm",
    place="Ban quản lý chợ đêm",
    submissions=(
        Submission(
            channel=Channel.ONLINE,
            durations=(Duration(count=2, unit=Unit.WORKING_DAY),),
            fees=(
                Fee(amount_vnd=21_000, valid_to=date(2026, 12, 31)),
                Fee(amount_vnd=42_000, valid_from=date(2027, 1, 1)),
            ),
        ),
        Submission(
            channel=Channel.COUNTER,
            durations=(Duration(count=4, unit=Unit.WORKING_DAY),),
            fees=(Fee(amount_vnd=42_000),),
        ),
    ),
    papers=(Paper(name="Đơn xin đặt quầy", form="QH01", originals=1),),
    decision="12/QĐ-BG",
    asked_as=("quầy hàng chợ đêm",),
    distinguish=(
        Neighbour(
            code="tm-gia-han",
            question="Anh/chị mở quầy mới hay giữ quầy đang có?",
            here="Mở quầy mới",
            there="Giữ quầy cũ",
        ),
        Neighbour(
            code="tm-lac",
            question="Anh/chị bán hàng hay thả đèn?",
            here="Bán hàng",
            there="Thả đèn",
        ),
    ),
)
EXTENSION = make_procedure(
    "tm-gia-han",
    "Gia hạn quầy hàng chợ đêm",
    submissions=(Submission(channel=Channel.COUNTER, fees=(Fee(amount_vnd=17_000),)),),
    papers=(Paper(name="Thẻ quầy đang dùng", originals=1),),
    decision="13/QĐ-BG",
    asked_as=("quầy hàng chợ đêm",),
)
BICYCLE = make_procedure(
    "tm-xe",
    "Cấp thẻ gửi xe đạp công cộng",
    submissions=(Submission(channel=Channel.COUNTER, fees=(Fee(amount_vnd=0),)),),
    papers=(Paper(name="Ảnh chụp xe đạp", copies=2),),
    notes=(Note(aspect=Aspect.DOCUMENTS, text="Xe đạp điện không được cấp thẻ."),),
    decision="14/QĐ-BG",
)
MISFILED = make_procedure(
    "tm-lac",
    "Thả đèn quầy hàng chợ đêm",
    submissions=(Submission(channel=Channel.COUNTER, fees=(Fee(amount_vnd=99_000),)),),
    doubts=(Doubt(field="record", reason="the page is another procedure's"),),
    asked_as=("quầy hàng chợ đêm",),
)
INTERNAL = make_procedure(
    "tm-noi-bo",
    "Cấp phát máy tính công vụ",
    audience=Audience.OFFICIAL,
    steps=(f"Ghi vào sổ {INTERNAL_MARK}",),
)
WALLET = Guide(
    id="g-vi-cho-dem",
    title="Mở khóa ví điện tử chợ đêm",
    summary="anh/chị mở ứng dụng ví, chọn Quên mật khẩu rồi làm theo màn hình",
    steps=("Chọn Quên mật khẩu", "Nhập mã gửi về điện thoại"),
    warnings=("không đưa mã cho ai",),
    source=SOURCE,
)


def _plan(id_: str, year: int, **fields: Any) -> Plan:  # noqa: ANN401  # a builder
    made = {"title": f"Kế hoạch chuyển đổi số năm {year}", "place": WARD.name, "source": SOURCE}
    return Plan(**{"id": id_, "year": year, **made, **fields})


PLAN = _plan(
    "ben-go-2026",
    2026,
    indicators=(
        Indicator(
            id="ben-go-2026#i1",
            name="Tỷ lệ quầy hàng nhận tiền qua mã QR",
            target="≥ 63%",
            lead="Ban quản lý chợ đêm",
            at=Locator(section="Mục tiêu", line_from=12),
        ),
    ),
    passages=(
        PlanPassage(
            id="ben-go-2026#p1",
            text="Tổ công nghệ cộng đồng đến từng quầy hướng dẫn dùng mã QR.",
            at=Locator(section="Nhiệm vụ", line_from=20),
        ),
    ),
)
OFFICIAL_PLAN = _plan(
    "ben-go-2027",
    2027,
    audience=Audience.OFFICIAL,
    title=f"Kế hoạch chuyển đổi số {INTERNAL_MARK}",
    number=f"5/{INTERNAL_MARK}",
    issued=date(2026, 10, 1),
    indicators=(
        Indicator(
            id="ben-go-2027#i1",
            name="Tỷ lệ quầy hàng nhận tiền qua mã QR",
            target=f"≥ 88% ({INTERNAL_MARK})",
            at=Locator(section=f"Mục tiêu {INTERNAL_MARK}", line_from=3),
        ),
    ),
)
RECORDS: tuple[Record, ...] = (
    STALL,
    EXTENSION,
    BICYCLE,
    MISFILED,
    INTERNAL,
    WALLET,
    PLAN,
    OFFICIAL_PLAN,
)


STALLS = Situation(
    id="quay-cho-dem",
    asked_as=("quầy hàng chợ đêm",),
    question="Anh/chị mở quầy mới hay giữ quầy đang có?",
    choices=(
        Way(title="Mở quầy mới", to=STALL.code, means=("lần đầu bán",)),
        Way(title="Giữ quầy cũ", to=EXTENSION.code, means=("ở lại chỗ",)),
        Way(title="Ví bị khóa", to=WALLET.id, means=("không nhận được tiền",)),
    ),
)


@pytest.fixture
def syllables() -> SyllableEncoder:
    """Return the small encoder, for an index of a test's own records."""
    return SyllableEncoder()


@pytest.fixture(scope="session")
def town_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an index over the town's records."""
    folder = tmp_path_factory.mktemp("town") / "index"
    build_index(RECORDS, folder, encoder=SyllableEncoder())
    return folder


@pytest.fixture(scope="session")
def town(town_index: Path) -> Iterator[tuple[HybridRetriever, RecordStore]]:
    """Return the opened index."""
    retriever, records = open_index(town_index, encoder=SyllableEncoder())
    yield retriever, records
    records.close()


@dataclass(frozen=True, kw_only=True)
class ToldDialogue:
    """Decides as a test tells it; holds no form."""

    told: Decide

    async def decide(
        self, message: Message, *, asks: str | None = None, may_join: bool = False
    ) -> Decision:
        """Return what the test wants."""
        return await self.told(message)

    async def look(self, conversation_id: str) -> Form | None:
        """Return that there is none."""
        return None

    async def restore(self, conversation_id: str, form: Form) -> Form:
        """Refuse."""
        raise DialogueUnavailable("a test without forms")

    async def leave(self, conversation_id: str) -> None:
        """Do nothing."""


@pytest.fixture
def assistant(
    town: tuple[HybridRetriever, RecordStore], tmp_path: Path
) -> Iterator[Callable[[Decide], Reception]]:
    """Return a maker of receptions over the town that decide as told and keep all in memory."""
    retriever, records = town
    stores: list[Store] = []

    def make(decide: Decide) -> Reception:
        stores.append(open_store(IN_MEMORY))
        return Reception(
            assistant=Assistant(
                decide=decide,
                retriever=retriever,
                records=records,
                ward=WARD,
                today=lambda: TODAY,
                situations=known([STALLS]),
            ),
            dialogue=ToldDialogue(told=decide),
            store=stores[-1],
            desk=Desk(ward=WARD, takes_tickets=True),
            ward=WARD,
            now=lambda: datetime.combine(TODAY, time(9), UTC),
            pace=Pace(UNLIMITED),
            photos=tmp_path / "photos",
        )

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def picture() -> bytes:
    """Return a small picture as a telephone might send it."""
    drawn = BytesIO()
    Image.new("RGB", (64, 48), "green").save(drawn, "PNG")
    return drawn.getvalue()


@pytest.fixture
def procedure() -> Callable[..., Procedure]:
    """Return a maker of procedures of the made-up source."""

    def make(**fields: Any) -> Procedure:  # noqa: ANN401  # a builder
        return make_procedure(**{"code": "tm-thu", "name": "Cấp thẻ đọc sách", **fields})

    return make


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with an index over the shipped knowledge, for `model` and `rasa`.

    The checkout's own index saves encoding what has not changed since it was built.
    """
    data_dir = tmp_path_factory.mktemp("shipped")
    built = CHECKOUT / "var" / "index"
    if built.is_dir():
        shutil.copytree(built, data_dir / "index")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    done = subprocess.run(
        [sys.executable, "-m", "channels.cli", "index", "--data-dir", str(data_dir)],
        cwd=CHECKOUT,
        env=kept,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return data_dir


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take minutes: at the end one worker would run them alone."""
    items.sort(key=lambda item: "_machine.py" not in item.nodeid)


@pytest.fixture(scope="session")
def font(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a font of empty squares for every Vietnamese letter; reading needs no more."""
    letters = set(_LETTERS) | _VIETNAMESE
    signs = {chr(code) for code in range(0x20, 0x7F)} | set("–—“”≥≤…•")
    latin = {chr(code) for code in range(0xA1, 0x100)}
    characters = sorted(
        letters | {c.upper() for c in letters if len(c.upper()) == 1} | signs | latin
    )
    names = {ord(c): f"u{ord(c):04X}" for c in characters}
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for point in ((50, 600), (450, 600), (450, 0)):
        pen.lineTo(point)
    pen.closePath()
    square = pen.glyph()
    order = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf({name: square for name in order})
    builder.setupHorizontalMetrics({n: (250 if n == "u0020" else 500, 50) for n in order})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    path = tmp_path_factory.mktemp("font") / "squares.ttf"
    builder.save(path)
    pdfmetrics.registerFont(TTFont("Squares", str(path)))
    return "Squares"
