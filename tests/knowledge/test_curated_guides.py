"""The curated guides: readable as records, dated, short, safe, and free of invented contacts."""

import json
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from pydantic import TypeAdapter

from knowledge.types import Guide, Verified

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "knowledge" / "data" / "guides"
SHARED = ROOT.parent / "shared"
FILES = (
    "vneid.yaml",
    "cong-dich-vu-cong.yaml",
    "thanh-toan.yaml",
    "an-toan.yaml",
    "dich-vu-khac.yaml",
)
WRITTEN_ON = date(2026, 11, 22)
MAX_WORDS = 110
"""Summary, steps and warnings together have to fit a phone screen."""

LINKS_FOR_RESIDENTS = frozenset({"dichvucong.gov.vn", "vneid.gov.vn"})
"""The only sites a guide sends anybody to."""

NUMBERS_FOR_RESIDENTS = frozenset({"1900.0368", "18001096", "1022", "113", "114", "115"})
"""VNeID help line, national portal help line, local call centre, emergency numbers."""

OFFICIAL_SOURCE_HOSTS = frozenset(
    {
        "binhphuoc.gov.vn",
        "camlong.camthuy.thanhhoa.gov.vn",
        "dean06.hanam.gov.vn",
        "dichvucong.binhduong.gov.vn",
        "dichvucong.gov.vn",
        "div.gov.vn",
        "motcuav1.quangngai.gov.vn",
        "namhonglinh.hatinh.gov.vn",
        "soyte.phutho.gov.vn",
        "stc.dongnai.gov.vn",
        "svhttdl.dongnai.gov.vn",
    }
)
OTHER_SOURCE_HOSTS = frozenset(
    {
        # The press, quoting the authority.
        "360news.com.vn",
        "amp.laodong.vn",
        "amp.vtcnews.vn",
        "baodongkhoi.vn",
        "baogialai.com.vn",
        "baomoi.net.vn",
        "baonghean.vn",
        "baoquocte.vn",
        "cafef.vn",
        "dansinh.dantri.com.vn",
        "dantri.com.vn",
        "dientuungdung.vn",
        "etime.danviet.vn",
        "kenh14.vn",
        "kinhtevadubao.vn",
        "laodongthudo.vn",
        "news.laodong.vn",
        "plo.vn",
        "soha.vn",
        "thanhnien.vn",
        "vietnamnet.vn",
        "vnexpress.net",
        # Providers and legal publishers, on their own services or on a document.
        "bvtrungvuong.vn",
        "ebh.vn",
        "en.vcci.com.vn",
        "luatvietnam.vn",
        "www.evn.com.vn",
        "www.vnpt.com.vn",
    }
)

NAMES_THE_SCAM = re.compile(r"lừa đảo|giả mạo|giả danh|mạo danh|kẻ gian")
FORBIDS = re.compile(r"\b(không|đừng)\s+(\w+,?\s+){0,3}\w+", re.IGNORECASE)
TOUCHES_MONEY_OR_KEYS = re.compile(
    r"otp|mật khẩu|passcode|mã pin|chuyển khoản|chuyển tiền|thanh toán|nộp phí|app store|link",
    re.IGNORECASE,
)
DOMAIN = re.compile(r"(?<![\w.-])(?:[a-z0-9-]+\.)+(?:vn|com|net|org|info|top|vip)\b", re.IGNORECASE)
PHONE = re.compile(r"(?<![\d./])(?:1[89]00[. ]?\d{4}|0\d{8,10}|1022|11[345])(?![\d./]\d|\d)")


def _guides(name: str) -> list[Guide]:
    raw = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return TypeAdapter(list[Guide]).validate_python(raw)


GUIDES = [guide for name in FILES for guide in _guides(name)]
BY_ID = {guide.id: guide for guide in GUIDES}
each_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.id)


def _answer(guide: Guide) -> str:
    return " ".join((guide.summary, *guide.steps, *guide.warnings))


def _everything(guide: Guide) -> str:
    return " ".join((guide.title, guide.who, guide.source.title, _answer(guide), *guide.asked_as))


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))


def test_every_file_of_the_folder_is_one_of_ours() -> None:
    assert {path.name for path in FOLDER.glob("*.yaml")} == set(FILES)


def test_there_are_enough_guides_and_no_id_is_used_twice() -> None:
    assert len(GUIDES) >= 36
    assert [one for one, times in Counter(guide.id for guide in GUIDES).items() if times > 1] == []


def test_no_question_leads_to_two_guides() -> None:
    asked = Counter(_folded(question) for guide in GUIDES for question in guide.asked_as)
    assert [question for question, times in asked.items() if times > 1] == []


@each_guide
def test_guide_has_a_slug_a_title_and_a_reader(guide: Guide) -> None:
    assert re.fullmatch(r"g(-[a-z0-9]+)+", guide.id)
    assert 8 <= len(guide.title) <= 80
    assert guide.who


@each_guide
def test_guide_fits_a_phone_screen(guide: Guide) -> None:
    assert len(_answer(guide).split()) <= MAX_WORDS
    assert 1 <= len(guide.steps) <= 6
    assert all(len(step.split()) <= 35 for step in guide.steps)
    assert len(guide.summary.split()) <= 60


@each_guide
def test_guide_knows_how_people_ask_for_it(guide: Guide) -> None:
    assert 8 <= len(guide.asked_as) <= 15
    assert all(3 <= len(question.split()) <= 16 for question in guide.asked_as)


@each_guide
def test_guide_is_in_composed_unicode(guide: Guide) -> None:
    text = _everything(guide)
    assert text == unicodedata.normalize("NFC", text)


@each_guide
def test_guide_has_a_dated_source_that_is_not_from_the_future(guide: Guide) -> None:
    assert guide.source.title
    assert date(2021, 1, 1) <= guide.source.as_of <= WRITTEN_ON


@each_guide
def test_source_link_is_https_on_a_declared_host(guide: Guide) -> None:
    if guide.source.url is None:
        return
    link = urlsplit(guide.source.url)
    assert link.scheme == "https"
    assert link.hostname in OFFICIAL_SOURCE_HOSTS | OTHER_SOURCE_HOSTS


@each_guide
def test_guide_called_portal_checked_cites_the_portals_record(guide: Guide) -> None:
    if guide.source.verified is not Verified.PORTAL:
        return
    assert guide.source.url is not None
    assert guide.source.url.startswith("https://dichvucong.gov.vn/thu-tuc-hanh-chinh/")


@each_guide
def test_guide_sends_residents_only_to_official_sites(guide: Guide) -> None:
    named = {found.lower() for found in DOMAIN.findall(_answer(guide))}
    assert named <= LINKS_FOR_RESIDENTS


@each_guide
def test_guide_gives_only_known_phone_numbers(guide: Guide) -> None:
    assert set(PHONE.findall(_answer(guide))) <= NUMBERS_FOR_RESIDENTS


@each_guide
def test_guide_touching_money_or_keys_warns(guide: Guide) -> None:
    if TOUCHES_MONEY_OR_KEYS.search(" ".join((guide.summary, *guide.steps))):
        assert guide.warnings
        assert FORBIDS.search(" ".join(guide.warnings))


@pytest.mark.parametrize("guide", _guides("an-toan.yaml"), ids=lambda guide: guide.id)
def test_safety_guide_names_the_scam_and_forbids_something(guide: Guide) -> None:
    assert guide.warnings
    assert NAMES_THE_SCAM.search(_answer(guide))
    assert FORBIDS.search(" ".join(guide.warnings))


@each_guide
def test_guide_names_no_abolished_district(guide: Guide) -> None:
    assert not re.search(r"\b(quận|huyện|thị xã)\b", _answer(guide), re.IGNORECASE)


@pytest.mark.parametrize(
    ("guide_id", "fact"),
    [
        ("g-vneid-dang-ky-muc-1", "1 ngày làm việc"),
        ("g-vneid-muc-2", "Công an cấp xã"),
        ("g-vneid-muc-2-chua-co-the", "đồng thời"),
        ("g-vneid-tai-ung-dung", "Google Play"),
        ("g-vneid-passcode-khac-mat-khau", "6 số"),
        ("g-vneid-mat-dien-thoai", "1900.0368"),
        ("g-vneid-tich-hop-gplx", "PET"),
        ("g-vneid-luu-tru", "trước 23 giờ"),
        ("g-dvc-dia-chi", "dichvucong.gov.vn"),
        ("g-dvc-qr-loi", "mật khẩu"),
        ("g-dvc-nop-ho-so", "mã hồ sơ"),
        ("g-tt-bien-lai", "Biên lai điện tử"),
        ("g-tt-bi-tru-tien", "18001096"),
        ("g-tt-tien-mat", "tiền mặt"),
        ("g-tt-mobile-money", "không cần tài khoản ngân hàng"),
        ("g-at-gia-cong-an-video", "lừa đảo"),
        ("g-at-da-chuyen-tien", "trình báo công an"),
        ("g-at-pin-chu-ky-so", "Không đưa mã PIN"),
        ("g-so-suc-khoe", "mức 2"),
        ("g-vssid-dang-nhap", "VNeID"),
        ("g-ihanoi-khieu-nai-to-cao", "không áp dụng"),
    ],
)
def test_summary_alone_holds_the_decisive_fact(guide_id: str, fact: str) -> None:
    assert fact in BY_ID[guide_id].summary


def _portal_records() -> dict[str, str]:
    path = SHARED / "procedures" / "bo-cong-an.jsonl"
    if not path.is_file():
        pytest.skip(f"no portal records at {path}")
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return {row["ma_thu_tuc"]: row["detail_url"] for row in rows}


def test_procedure_codes_and_portal_links_are_those_of_the_portal() -> None:
    links = _portal_records()
    for guide in GUIDES:
        if guide.procedure is not None:
            assert guide.procedure in links, guide.id
        if guide.source.verified is Verified.PORTAL:
            assert guide.source.url in links.values(), guide.id
        if guide.procedure is not None and guide.source.verified is Verified.PORTAL:
            assert guide.source.url == links[guide.procedure], guide.id


def test_no_question_is_taken_from_the_gold_questions() -> None:
    path = SHARED / "questions" / "guides_dev.jsonl"
    if not path.is_file():
        pytest.skip(f"no gold questions at {path}")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    gold = {_folded(turn) for row in rows for turn in row["turns"]}
    ours = {_folded(question) for guide in GUIDES for question in guide.asked_as}
    assert gold & ours == set()
