"""Read which words of a message tell procedures apart, and which only ask."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from knowledge.text import expand, fold, has_diacritics, modern_tones, syllables

ELDER = "<elder>"
CHILD = "<child>"
ABOUT = "<about>"
"""The message only names a subject: "hỏi về giấy khai sinh", "sổ đỏ có vấn đề"."""

# Whose matter it is rarely decides, so one relative stands for another. The bare forms are those
# that are read as a relative in text without diacritics; "co", "di", "noi" are more often others.
_ELDERS = frozenset(
    "bố ba tía cha mẹ má u bầm ông bà nội ngoại chồng vợ bác chú cô dì cậu mợ thím dượng cụ".split()
)
_BARE_ELDERS = frozenset("bo ba tia cha me ma ong chong vo bac chu thim duong".split())
_ELDER_TURNS = (
    "người thân", "người nhà", "ông nội", "ông ngoại", "bà nội", "bà ngoại", "ông bà", "bố mẹ",
    "ba mẹ", "cha mẹ", "ba má", "vợ chồng",
)  # fmt: skip
_CHILDREN = frozenset("con cháu bé nhóc trẻ".split())
_BARE_CHILDREN = frozenset("con chau be nhoc tre".split())
# One word each: half of it looks like a filler, or is another word without diacritics.
_COMPOUNDS = (
    "bản sao", "sao y", "bằng lái", "người nước ngoài", "đi nước ngoài", "qua đời", "có tang",
    "xin việc", "xin học", "đi học", "lấy chồng", "lấy vợ", "có công", "da cam", "tại ngũ",
    "đi lính", "mới đẻ",
)  # fmt: skip

_ABOUT_TURNS = (
    "hỏi về", "hỏi vụ", "hỏi chuyện", "hỏi việc", "thủ tục về", "giấy tờ về", "hướng dẫn về",
    "tư vấn về", "thông tin về", "tìm hiểu về", "biết về", "có vấn đề", "vấn đề về", "trục trặc",
    "rắc rối", "vướng mắc", "liên quan đến", "liên quan tới", "hỏi thủ tục về", "chuyện về",
    "hỏi tới", "hỏi qua", "hỏi sang", "hỏi đến", "hỏi thêm về", "hỏi qua về", "hỏi sang việc",
    "hỏi qua chuyện", "hỏi sang chuyện", "hỏi đến việc", "hỏi cái vụ", "hỏi cái chuyện",
    "hỏi chuyện cái", "tư vấn về việc", "hỏi về vụ",
    "hỏi về cái", "hỏi về chuyện", "tư vấn về vụ",
    "qua chuyện", "sang chuyện", "qua việc", "sang việc", "bị vấn đề", "gặp vấn đề", "có chuyện",
    "đang vướng mắc", "bị vướng mắc", "đang vướng", "bị vướng", "gặp rắc rối", "có rắc rối",
    "gặp khó", "có thắc mắc", "về vụ",
    "về chuyện", "về việc", "cái vụ", "cái chuyện", "giờ sao", "giờ làm sao", "giờ tính sao",
    "giờ phải làm sao", "giờ phải làm gì", "giờ làm gì", "làm gì bây giờ", "làm sao bây giờ",
    "tính sao", "giờ thế nào", "giờ ra sao", "giờ xử lý sao", "xử lý sao", "xử lý thế nào",
    "hỏi chung chung", "chung chung", "nhờ tư vấn", "cần tư vấn", "xin tư vấn",
)  # fmt: skip

# Words that tell no procedure from another: courtesy, the asker, asking, wanting, time.
_FILLERS = frozenset(
    "tôi em mình tui tao tớ anh chị bạn ad admin bot ạ à ơi ơ ah uh ừ dạ thưa nhé nhá nha nè "
    "nghe xin làm muốn cần phải nên cho hỏi giúp giùm dùm chỉ biết rõ hiểu xem gì sao thế "
    "nào như nó thì là mà và với về được không rồi giờ bây hiện nay này nọ đó đấy đây kia "
    "ấy vậy có còn cũng nữa lắm quá hay hoặc đi ra lên đến tới để cái chiếc tờ bị vừa mới "
    "đang sẽ đã vẫn luôn cứ thật những các mấy bên cách ai đâu ở tại trong người của do nếu "
    "khi lúc mọi ngày tháng tuần hic huhu hihi haha hehe hu nhiều bao nhiêu lâu phường xã "
    "dùng alo bởi vì lần đỡ gấp ngay liền nhanh sớm ha hả hen nghen ne ý kiểu tức đặng "
    "nhờ gái trai ruột dâu rể cả thôi ráo bữa rày hông hong hok hem dzậy h xong mun "
    "khách mún zề z ok oke oki okie tks thanks uhm thui vđ chút tí xíu rùi vs s".split()
)
# Words of the aspects are no fillers one by one ("giấy", "hạn" tell procedures apart), but are
# so in these turns.
_TURNS = (
    "chưa biết|chưa rõ|chưa hiểu|"
    "mất bao lâu|mất bao nhiêu|mất mấy|mất nhiều|mất tiền|mất phí|mất lệ phí|mất gì|mất công|"
    "hết bao nhiêu|hết mấy|tốn bao nhiêu|tốn tiền|tốn phí|bao nhiêu tiền|nhiêu tiền|tiền phí|"
    "mất thời gian|đóng tiền|đóng phí|tốn kém|tốn nhiều|giấy tờ gì|giấy tờ nào|giấy gì|"
    "giấy nào|những giấy tờ|các giấy tờ|giấy tờ thế nào|giấy tờ ra sao|giấy tờ sao|"
    "loại giấy tờ|loại nào|loại gì|bao nhiêu ngày|mấy ngày|hồ sơ|thời hạn|thời gian|lệ phí|"
    "chi phí|thủ tục|trực tuyến|trực tiếp|qua mạng|online|ra sao|cảm ơn|cám ơn|chuẩn bị|"
    "hướng dẫn|tư vấn|quy trình|trình tự|các bước|mấy bước|mẫu đơn|tờ khai|mẫu nào|mẫu gì|"
    "mẫu số mấy|đơn gì|đơn nào|nộp ở đâu|nộp đâu|nộp cho ai|nộp đơn|ủy ban nhân dân|ủy ban|"
    "công an|trung tâm hành chính công|hành chính công|một cửa|bộ phận một cửa|dịch vụ công|"
    "làm ơn|vui lòng|người ta|hôm qua|hôm nay|hôm kia|hôm trước|tuần trước|tháng trước|"
    "năm ngoái|năm nay|đêm qua|vừa rồi|mới đây|nhà em|nhà tôi|nhà mình|nhà tui|hộ em|hộ tôi|"
    "hộ mình|với ai|gặp ai|hỏi ai|chỗ nào|điều kiện|bắt buộc|mang theo|mang gì|cơ quan nào|"
    "cấp nào|trường hợp này|trường hợp của em|trường hợp|hiện tại|bây giờ|như thế nào|"
    "thế nào|từ đầu|cụ thể|chi tiết|cán bộ|đầu tiên|đúng không|phải không|có phải|cho biết|"
    "chuyện này|chuyện gì|vâng ạ|việc này|việc gì|việc đó|vụ này|định làm|tính làm|"
    "hết bao nhiêu tiền|mất bao nhiêu tiền|tốn bao nhiêu tiền|tối qua|sáng nay|sáng qua|"
    "chiều qua|chiều nay|tối nay|đề nghị|kính nhờ|kính đề nghị|kính mong|kính hỏi|kính gửi|"
    "công dân|người dân|bà con|dân lên|dân đến|dân hỏi|"
    "dân cần|chưa nói rõ|không nói rõ|nói cụ thể|nói rõ|để sau|để mai|khỏi cần|thôi khỏi|"
    "cơ quan|quý phường|ông khách|bà khách|một việc|việc khác|chuyện khác"
).split("|")


@dataclass(frozen=True, kw_only=True)
class Word:
    """One syllable of a message."""

    typed: str
    """In lower case, tone marks where today's spelling has them."""
    bare: str
    """Without any diacritics."""
    is_sure: bool
    """Whether it is written as it is meant: a bare word in a text without diacritics is not."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One word of a message, or a turn that counts as one, or the class of relative it names."""

    typed: str
    bare: str
    is_telling: bool
    """False for what could be a filler: a bare "cho" is "cho" or "chỗ"."""

    def fits(self, key: str, bare_key: str) -> bool:
        """Say whether it could be this word of our data; typed without a mark, it could."""
        return self.typed == key or self.typed == self.bare == bare_key


# One message is read by many; few, for they are a person's words.
@lru_cache(maxsize=64)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the syllables of a text, shorthand written out, without "phường Tây Mỗ"."""
    text = _PLACE.sub(_without_place, text)
    is_accented = has_diacritics(text)
    return tuple(
        Word(typed=typed, bare=bare, is_sure=is_accented or typed != bare)
        for typed in syllables(modern_tones(expand(text)))
        for bare in (fold(typed),)
    )


def told(words: Sequence[Word]) -> Iterator[Told]:
    """Yield what each word tells; fixed turns of asking are left out."""
    position = 0
    while position < len(words):
        if size := _turn_at(words, position, _about_turns()):
            yield Told(typed=ABOUT, bare=ABOUT, is_telling=False)
            position += size
            continue
        if size := _turn_at(words, position, _turns()):
            position += size
            continue
        if compound := _compound_at(words, position):
            yield Told(typed=compound, bare=fold(compound), is_telling=True)
            position += len(compound.split())
            continue
        word = words[position]
        if word.bare == "chua" and position >= len(words) - _ENDING:
            position += 1  # "…được chưa ạ" asks; "chưa cưới" tells
            continue
        size = _turn_at(words, position, _elder_turns())
        position += size or 1
        if size or _is_one_of(word, _ELDERS, _BARE_ELDERS):
            yield Told(typed=ELDER, bare=ELDER, is_telling=False)
        elif _is_one_of(word, _CHILDREN, _BARE_CHILDREN):
            is_telling = word.is_sure or word.bare != "con"
            yield Told(typed=CHILD, bare=CHILD, is_telling=is_telling)
        else:
            yield from _as_said(word)
            continue
        if not word.is_sure:
            yield Told(typed=word.typed, bare=word.bare, is_telling=False)


def _as_said(word: Word) -> Iterator[Told]:
    """Yield the word unless it is certainly a filler."""
    if word.is_sure and word.typed in _FILLERS:
        return
    is_marked = word.typed != word.bare or (word.is_sure and word.bare in _TOLD_BARE)
    is_telling = is_marked or word.bare not in _BARE_FILLERS
    yield Told(typed=word.typed, bare=word.bare, is_telling=is_telling)


def places_of(words: Sequence[Word], turn: str) -> list[int]:
    """Return where a turn of words begins; a word with diacritics must have the same."""
    wanted = words_of_data(turn)
    return [
        start
        for start in range(len(words) - len(wanted) + 1)
        if all(
            word.bare == other.bare and word.typed in (other.typed, word.bare)
            for word, other in zip(words[start:], wanted, strict=False)
        )
    ]


def without_cost(words: Sequence[Word]) -> list[Word]:
    """Leave out turns like "mất bao lâu", where "mất" is no loss."""
    kept: list[Word] = []
    position = 0
    while position < len(words):
        size = _turn_at(words, position, _turns()) if words[position].bare == "mat" else 0
        kept += [] if size else [words[position]]
        position += size or 1
    return kept


def _compound_at(words: Sequence[Word], position: int) -> str | None:
    size = _turn_at(words, position, _compounds())
    piece = words[position : position + size]
    compound = _COMPOUND_OF.get(" ".join(word.bare for word in piece), "")
    parts = compound.split()
    is_so = all(word.typed in (part, word.bare) for word, part in zip(piece, parts, strict=True))
    return compound if compound and is_so else None


def _is_one_of(word: Word, typed: frozenset[str], bare: frozenset[str]) -> bool:
    return word.typed in typed if word.is_sure else word.bare in bare


def _turn_at(
    words: Sequence[Word], position: int, turns: Mapping[str, Sequence[tuple[str, ...]]]
) -> int:
    """Return how many words the longest fixed turn here has, 0 if there is none."""
    for turn in turns.get(words[position].bare, ()):
        if tuple(word.bare for word in words[position : position + len(turn)]) == turn:
            return len(turn)
    return 0


def _without_place(found: re.Match[str]) -> str:
    names = found[0].split()[1:]
    return " " if all(name[0].isupper() for name in names) else found[0]


@cache
def _turns() -> Mapping[str, Sequence[tuple[str, ...]]]:
    return _by_first_word(_TURNS)


@cache
def _about_turns() -> Mapping[str, Sequence[tuple[str, ...]]]:
    return _by_first_word(_ABOUT_TURNS)


@cache
def _compounds() -> Mapping[str, Sequence[tuple[str, ...]]]:
    return _by_first_word(_COMPOUNDS)


@cache
def _elder_turns() -> Mapping[str, Sequence[tuple[str, ...]]]:
    return _by_first_word(_ELDER_TURNS)


def _by_first_word(turns: Sequence[str]) -> Mapping[str, Sequence[tuple[str, ...]]]:
    """Return the folded turns by their first word, the longest first."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for turn in sorted((tuple(fold(turn).split()) for turn in turns), key=len, reverse=True):
        by_first.setdefault(turn[0], []).append(turn)
    return by_first


@cache
def words_of_data(text: str) -> tuple[Word, ...]:
    """Return the words of a phrase of our data; few, so that they are kept."""
    return words_of(text)


_PLACE = re.compile(
    r"\b(?:phường|xã|thị trấn|quận|huyện|tỉnh|thành phố|phuong|xa|tinh) \w+(?: \w+)?",
    re.IGNORECASE,
)
_ENDING = 3
_COMPOUND_OF = {fold(compound): compound for compound in _COMPOUNDS}
_BARE_FILLERS = frozenset(fold(word) for word in _FILLERS)
# Without a mark in a text that has marks, these are words of their own: "vay vốn", "đi xa".
_TOLD_BARE = frozenset("vay thi cha mua ban bo xa".split())
