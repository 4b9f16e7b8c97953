"""Situations: recognised in other words than the data's, and never where a message is specific."""

from functools import cache

import pytest

from bot.situations import Known, core, known, recognise, settle
from knowledge.load import load_situations
from knowledge.situations import Situation, Way
from knowledge.text import fold

SITUATIONS = load_situations()
BY_ID = {situation.id: situation for situation in SITUATIONS}
EACH = pytest.mark.parametrize("situation", SITUATIONS, ids=lambda s: s.id)


@cache
def everything() -> Known:
    return known(SITUATIONS)


def recognised(text: str) -> str | None:
    found = recognise(text, everything())
    return found.id if found else None


@EACH
def test_every_phrase_is_its_own_situation(situation: Situation) -> None:
    assert {recognised(phrase) for phrase in situation.asked_as} == {situation.id}


@EACH
def test_every_phrase_is_its_own_situation_without_diacritics(situation: Situation) -> None:
    assert {recognised(fold(phrase)) for phrase in situation.asked_as} == {situation.id}


@EACH
def test_every_title_and_meaning_settles_on_its_choice(situation: Situation) -> None:
    wrong = [
        (words, way.title)
        for way in situation.choices
        for words in (way.title, *way.means)
        if settle(situation, words) is not way
    ]

    assert wrong == []


def test_no_two_situations_say_the_same() -> None:
    said = {
        (frozenset(map(fold, core(phrase))), situation.id)
        for situation in SITUATIONS
        for phrase in situation.asked_as
    }

    assert len(said) == len({words for words, _ in said})


@pytest.mark.parametrize(
    ("text", "situation"),
    [
        ("giấy khai sinh của con em", "ve-khai-sinh"),
        ("cái tạm trú của em giờ phải làm sao ạ", "ve-tam-tru"),
        ("ho chieu nha em truc trac qua", "ve-ho-chieu"),
        ("hk nhà e giờ s ạ", "lam-so-ho-khau"),
        ("sổ đỏ nhà tôi đang vướng mắc mà không biết làm sao", "giay-to-nha-dat"),
        ("khai sinh của nó có vấn đề", "ve-khai-sinh"),
        ("em muốn đăng kí chỗ ở", "dang-ky-cu-tru"),
        ("thôi chuyện đó để sau. Em hỏi hộ chiếu", "ve-ho-chieu"),
        ("qua việc khác, em muốn hỏi về giám hộ", "ve-giam-ho"),
    ],
)
def test_a_subject_named_and_nothing_asked_leaves_the_procedure_open(
    text: str, situation: str
) -> None:
    assert recognised(text) == situation


@pytest.mark.parametrize(
    "text",
    ["hộ chiếu bao nhiêu tiền", "tạm trú nộp ở đâu", "xin giấy khai sinh", "giấy khai sinh bị mất"],
)
def test_who_asks_for_a_part_or_does_something_names_more_than_a_subject(text: str) -> None:
    found = recognised(text)

    assert found is None or not found.startswith("ve-")


SPECIFIC = """
làm lại căn cước bị mất hết bao nhiêu
đăng ký khai sinh cho con cần gì
đăng ký tạm trú
đăng ký tạm trú cho sinh viên thuê trọ nộp ở đâu
mất căn cước làm lại ở phường được không
căn cước hết hạn đổi ở đâu
cccd sắp hết hạn đổi mất bao nhiêu tiền
làm căn cước cho con 6 tuổi
xin giấy xác nhận độc thân để cưới
giấy xác nhận tình trạng hôn nhân có giá trị mấy tháng
trích lục khai sinh bao nhiêu một bản
xin bản sao giấy khai sinh của con
làm lại khai sinh vì ủy ban không còn sổ
đăng ký kết hôn cần giấy tờ gì
đăng ký kết hôn với người Hàn Quốc
mẹ em mất, xin làm giấy khai tử thì nộp gì
ba tôi mất, tiền tuất của bảo hiểm xã hội lãnh ở đâu
xóa đăng ký thường trú cho người đã mất
tách hộ khẩu cần ai đồng ý
nhập hộ khẩu về nhà chồng cần gì
gia hạn tạm trú online
khai báo tạm vắng khi đi nghĩa vụ
khách nước ngoài ngủ lại nhà khai báo ra sao
xin ct07 ở đâu
sao y bằng đại học bao nhiêu một trang
chứng thực chữ ký trên giấy ủy quyền
chứng thực hợp đồng tặng cho đất cho con
làm di chúc ở phường
từ chối nhận thừa kế làm thế nào
mất sổ đỏ xin cấp lại bao lâu
làm sổ đỏ lần đầu cho đất ông bà để lại
sang tên sổ đỏ cho con trai
tách thửa đất cho hai con
xin phép xây nhà hai tầng
sửa nhà có phải xin phép không
đổi bằng lái xe hết hạn trên mạng
thi bằng lái xe máy ở đâu
mất cà vẹt xe máy
sang tên xe máy cũ mua không chính chủ
nộp phạt vượt đèn đỏ ở đâu
tra cứu phạt nguội xe máy
mua bảo hiểm y tế hộ gia đình bao nhiêu tiền
đóng bảo hiểm xã hội tự nguyện mỗi tháng bao nhiêu
rút bảo hiểm xã hội một lần
hưởng trợ cấp thất nghiệp cần giấy gì
trợ cấp người 75 tuổi được bao nhiêu
làm giấy xác nhận khuyết tật cho mẹ
xin vào hộ nghèo
xin giấy xác nhận hoàn cảnh khó khăn nộp cho trường
cho con vào lớp 1 trái tuyến
chuyển trường cho con học lớp 7
đăng ký hộ kinh doanh cá thể
mở tiệm tạp hóa cần giấy phép gì
tạm ngừng kinh doanh ba tháng
đóng mã số thuế hộ kinh doanh
khai thuế cho thuê nhà
đăng ký nghĩa vụ quân sự lần đầu
nhận con nuôi là cháu ruột
làm hộ chiếu lần đầu ở đâu
báo mất hộ chiếu
xin lý lịch tư pháp số 2
khiếu nại quyết định của công an phường
tố cáo chủ tịch xã nhận tiền
vneid quên mật khẩu lấy lại thế nào
đăng ký vneid mức 2 cho mẹ già
chồng em muốn đổi tên
mẹ em muốn đổi số điện thoại
hôm nay phường có làm việc không
cho em hỏi mấy giờ phường mở cửa
bố em ở nhà một mình
chỉ tiêu kế hoạch chuyển đổi số năm nay
cảm ơn ad nhiều nha
em cần gặp cán bộ
mất bao lâu vậy
mất tiền không ạ
chi phi het bao nhieu
thủ tục này cần căn cước không
con tôi học lớp mấy thì được miễn học phí
ở đây có wifi không
cho xin số điện thoại phường
cho em xin so dien thoai
chong em muon doi ten
me em o nha mot minh
gia điện tháng này tăng sao
vo em dang o que
lấy số thứ tự ở đâu
lay so thu tu o dau
nha em mat dien
nhà em mất nước
con em mất ngủ
mất mạng rồi
mat mang roi
bị mất điện
mất xe máy báo ai
mất trộm xe
mất điện thoại
""".strip().split("\n")

VAGUE = """
dạ cho e hỏi ba e mới mất tối qua h làm sao ạ = nguoi-than-mat
ông ngoại nhà mình mới mất xong = nguoi-than-mat
tía tui vừa qua đời thì phải làm giấy tờ gì = nguoi-than-mat
me moi mat can lam gi = nguoi-than-mat
chong em chet roi = nguoi-than-mat
nhà mình đang có tang = nguoi-than-mat
mat giay khai sinh xin lai sao = mat-giay-khai-sinh
cháu làm rớt mất tờ giấy khai sanh rồi ạ = mat-giay-khai-sinh
mất giấy khai sinh làm lại hết bao nhiêu tiền = mat-giay-khai-sinh
e bi mat gks h lam lai the nao = mat-giay-khai-sinh
vợ chồng tôi làm thất lạc giấy đăng ký kết hôn = mat-giay-ket-hon
mất giấy đăng ký kết hôn thì xin lại ở đâu = mat-giay-ket-hon
em mún làm sổ hộ khẩu mới = lam-so-ho-khau
shk bị mất thì làm lại sao = lam-so-ho-khau
cho mình hỏi thủ tục làm hộ khẩu với = lam-so-ho-khau
cat khau thi lam the nao = xoa-ho-khau
muốn xóa khẩu cho em trai = xoa-ho-khau
vk e mới sinh e bé cần làm gì = moi-sinh-em-be
mới sinh cháu xong cần làm những giấy tờ gì ạ = moi-sinh-em-be
tụi mình sắp cưới cần làm gì = sap-cuoi
em sap lay chong = sap-cuoi
em sắp lấy chồng nước ngoài = lay-nguoi-nuoc-ngoai
làm căn cước công dân cần gì = lam-can-cuoc
cccd làm lại ntn = lam-lai-can-cuoc
em mất hết giấy tờ trong ví = mat-het-giay-to
bi roi vi mat het giay to = mat-het-giay-to
đi công chứng ở phường nào cũng được hả = chung-thuc
làm sổ đỏ hết bao nhiêu = giay-to-nha-dat
lam giay to nha dat = giay-to-nha-dat
bố mẹ mất để lại đất cho mấy anh em = thua-ke
em mới mua xe máy cũ = mua-xe-cu
làm lại bằng lái xe ở đâu = bang-lai
em bị phạt nguội = phat-nguoi
em muốn mua bảo hiểm cho mẹ = mua-bao-hiem
mới nghỉ việc ở công ty = nghi-viec
xin trợ cấp cho bà nội = xin-tro-cap
con e bị khuyết tật = khuyet-tat
gia đình em khó khăn quá = nha-kho-khan
xin cho cháu đi học ở phường = xin-hoc-cho-con
tôi muốn mở quán cơm = mo-quan-an
quán em muốn nghỉ bán = nghi-ban
làm giấy cho má = giay-cho-me
cần giấy xác nhận của phường = giay-xac-nhan
ba tui là thương binh = thuong-binh
muốn khiếu nại thì nộp đơn ở đâu = khieu-nai
muon tach so = tach-so
sang ten thi lam the nao = sang-ten
nha em bi ngap lut = thien-tai
vay von o phuong = vay-von
đóng thuế đất ở đâu = thue-dat
chuyển nhà sang phường mới = chuyen-nha
đi làm ăn xa có phải báo không = di-lam-an-xa
quên mật khẩu rồi làm sao = quen-mat-khau
em bị lừa qua mạng = bi-lua
sắp xây nhà cần xin gì = lam-nha
""".strip().split("\n")


@pytest.mark.parametrize("text", SPECIFIC)
def test_a_specific_message_is_no_situation(text: str) -> None:
    assert recognised(text) is None
    assert recognised(fold(text)) is None


@pytest.mark.parametrize("line", VAGUE)
def test_a_vague_message_in_other_words_is_recognised(line: str) -> None:
    text, _, situation = line.partition(" = ")

    assert recognised(text) == situation
    assert recognised(fold(text)) == situation


@pytest.mark.parametrize(
    "asking",
    ["{} hết bao nhiêu tiền", "{} mất bao lâu", "{} cần giấy tờ gì ạ", "dạ {} nộp ở đâu vậy ad",
     "cho em hỏi {} thì làm sao", "{} lệ phí bao nhiêu"],
)  # fmt: skip
def test_asking_for_an_aspect_makes_a_vague_message_no_less_vague(asking: str) -> None:
    assert recognised(asking.format("mất giấy khai sinh")) == "mat-giay-khai-sinh"
    assert recognised(asking.format("làm sổ hộ khẩu")) == "lam-so-ho-khau"


@pytest.mark.parametrize("kin", ["mẹ", "má", "ba", "bố", "tía", "cha", "ông nội", "bà ngoại", "vợ"])
def test_one_relative_stands_for_another(kin: str) -> None:
    assert recognised(f"{kin} em mới mất") == "nguoi-than-mat"
    assert recognised(f"xin trợ cấp cho {kin}") == "xin-tro-cap"


@pytest.mark.parametrize(
    ("situation", "reply", "to"),
    [
        ("mat-giay-khai-sinh", "em muốn xin bản sao thôi", "2.000635"),
        ("mat-giay-khai-sinh", "xa khong con so nua", "1.004884"),
        ("nguoi-than-mat", "phải đi báo tử trong mấy ngày vậy?", "1.000656"),
        ("nguoi-than-mat", "làm gộp luôn cho tiện", "2.002913"),
        ("xoa-ho-khau", "dạ tạm trú ạ", "1.010028"),
        ("lam-can-cuoc", "cái của em hết hạn rồi", "1.014063"),
        ("lam-can-cuoc", "không phải mất, em đổi thẻ", "1.014063"),
        ("truoc-ba", "o to", "1.007700"),
        ("chau-mo-coi", "tôi muốn đăng ký giám hộ", "1.004837"),
        ("bi-phat", "loi giao thong a", "tm-nop-phat-giao-thong"),
    ],
)
def test_a_free_reply_settles_the_question(situation: str, reply: str, to: str) -> None:
    way = settle(BY_ID[situation], reply)

    assert way is not None
    assert way.to == to


@pytest.mark.parametrize(
    ("situation", "reply"),
    [
        ("mat-giay-khai-sinh", "em cũng không rõ nữa"),
        ("xoa-ho-khau", "thường trú hay tạm trú khác gì nhau"),
        ("truoc-ba", ""),
    ],
)
def test_a_reply_that_names_none_or_two_settles_nothing(situation: str, reply: str) -> None:
    assert settle(BY_ID[situation], reply) is None


def test_a_message_that_settles_the_choice_is_not_asked_back() -> None:
    assert recognised("mất giấy khai sinh") == "mat-giay-khai-sinh"
    assert recognised("mất giấy khai sinh xin bản sao") is None


@pytest.mark.parametrize("when", ["hôm qua", "sáng nay", "tối qua", "tuần trước", "ngày 20/11", ""])
def test_a_death_days_ago_is_no_lost_paper(when: str) -> None:
    assert recognised(f"mẹ em mất {when}, làm giấy khai tử") is None
    assert recognised("mất giấy khai tử của mẹ") == "mat-giay-khai-tu"


def test_a_message_that_asks_which_of_two_is_asked_back() -> None:
    assert recognised("xóa hộ khẩu") == "xoa-ho-khau"
    assert recognised("xóa hộ khẩu thường trú") is None
    assert recognised("xóa hộ khẩu thường trú hay tạm trú vậy ạ") == "xoa-ho-khau"


def test_a_message_that_only_names_a_subject_is_asked_back() -> None:
    assert recognised("cho em hỏi về giấy khai sinh ạ") == "ve-khai-sinh"
    assert recognised("em muốn làm giấy khai sinh cho con ạ") is None
    assert recognised("hỏi về đăng ký khai sinh cho con lai") is None


def test_diacritics_tell_words_apart() -> None:
    assert recognised("nhà em có tang") == "nguoi-than-mat"
    assert recognised("nhà em có tăng") is None


def test_a_message_about_the_procedure_under_discussion_is_no_situation() -> None:
    assert recognised("làm căn cước") == "lam-can-cuoc"
    assert recognised("làm thủ tục này cần căn cước không") is None


def test_the_place_a_message_names_does_not_matter() -> None:
    assert recognised("làm sổ hộ khẩu ở phường Tây Mỗ") == "lam-so-ho-khau"


@pytest.mark.parametrize(
    "text", ["", "?", "12345", "a" * 5000, "làm sổ hộ khẩu " * 300, "🙂🙂", "mẹ", "cho em hỏi ạ"]
)
def test_odd_messages_are_no_situation(text: str) -> None:
    assert recognised(text) is None


def test_a_longer_phrase_goes_before_a_shorter_one() -> None:
    ways = (Way(title="Một", to="a"), Way(title="Hai", to="b"))
    short = Situation(id="ngan", asked_as=("mở tiệm",), question="?", choices=ways)
    long = Situation(id="dai", asked_as=("mở tiệm", "mở tiệm vàng"), question="?", choices=ways)
    both = known((short, long))

    names = [found.id for text in ("mở tiệm", "mở tiệm vàng") if (found := recognise(text, both))]

    assert names == ["ngan", "dai"]
