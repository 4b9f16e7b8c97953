"""Show first the paper of a record that a message names, or whose case it tells."""

import itertools
import re
from collections.abc import Iterator, Sequence

from bot.compose_papers import names_papers
from bot.plain import plain_text
from bot.procedure_proxy import asks_who_goes, is_authorisation
from bot.wording import capital, listed, sentence, shortened
from knowledge.text import fold, folded_syllables
from knowledge.types import Aspect, Paper, Procedure

_MAX_PAPERS = 2
# Two neighbouring syllables name a paper if one of them is none of these.
_GENERIC = frozenset(
    "giay to khai ban sao chinh goc van don mau theo cua nguoi khi va hoac la co khong phai can "
    "xac nhan chung minh thuc thong tin the phieu de nghi dang ky cap lai doi con cha me vo chong "
    "bo ba ong em anh chi cho ho so nay do da bi duoc roi mat lam di nop mang thi sao gi nao nam "
    "nu ngay thang con han moi cu cac nhung mot hai voi tai o dau noi quan thu tuc viec muon xin "
    "truong hop neu chua trong ngoai tren ra vao ve den tu".split()
)
# What is lacked stands behind the word or just before it; "có mặt" looks like a loss, "mất bao
# lâu" and "mặt bằng" are none.
_LACKED = re.compile(
    r"\b(?:thieu|(?:khong|chua) (?:co|thay)|khong con|that lac|quen|rach"
    r"|(?<!co )mat(?! (?:bao|tien|may|phi|le phi|nhieu|lau|cong|thoi gian|bang cho)\b))"
    r"(?P<after>(?: \w+){1,6})"
    r"|(?P<before>(?:\w+ ){2,4})(?:(?:bi|lam|da|thi|con) )?(?:that lac|mat|rach|thieu|chua co)\b"
)
# These are filled in for the procedure itself and bear its name.
_FILLED_IN = re.compile(r"^(?:to khai|don|phieu|danh sach|van ban de nghi|giay de nghi)\b")
# What a record says of who has the paper not, and not of who needs none: "Bằng hạng A1 không cần".
_INSTEAD = re.compile(r"\b(?:khong co|mat|thay|cam doan|du lieu|dien tu|la du|tra|chung thuc)\b")
_OF_LOSS = re.compile(r"\bcap (?:lai|doi)\b|\bdoi\b")
_DIVORCE = re.compile(r"\b(?:ly|li) (?:hon|di)\b")
_DEATH = re.compile(
    r"\b(?:vo|chong)(?: (?:cu|toi|em|minh|anh|chi|con|ba|ong|truoc))? (?:da |bi |moi )?"
    r"(?:mat|chet|qua doi)\b(?! (?:giay|the|can|bang|so|viec|tich|ho|cmnd|dien|xe|tien|bao|may))"
    r"|\bgiay (?:chung|khai|bao) tu\b"
)
_OF_DEATH = re.compile(r"\b(?:da (?:mat|chet)|qua doi|(?:khai|chung|bao) tu)\b")
# How somebody tells a case, and how the paper for it is called.
_CASES = ((_DIVORCE, _DIVORCE), (_DEATH, _OF_DEATH))
_WITH_NAMED = frozenset({None, Aspect.CONDITIONS, Aspect.STEPS})


def named_papers_text(procedure: Procedure, aspect: Aspect | None, question: str, said: str) -> str:
    """Return the papers that `said` names, with their cases and what stands in for them, or "".

    Beside another part of the procedure only those that the resident lacks, or whose case is
    told. A case may have been told earlier (`question`) when the papers are asked for.
    """
    asks_papers = aspect is Aspect.DOCUMENTS
    if not asks_papers and aspect not in _WITH_NAMED:
        return ""
    plain = plain_text(said)
    lacked = [] if _OF_LOSS.search(plain_text(procedure.name)) else list(_lacked(plain))
    found = _of_told_case(procedure, question if asks_papers else said)
    missed = [p for p in procedure.papers if any(_is_named(p, procedure, x) for x in lacked)]
    found += missed
    if asks_papers:
        brought = (p for p in procedure.papers if not _FILLED_IN.match(plain_text(p.name)))
        found += [paper for paper in brought if _is_named(paper, procedure, plain)]
    shown = list(dict.fromkeys(found))[:_MAX_PAPERS]
    if not shown:
        return ""
    lines = [_line(paper) for paper in shown]
    if missed and not any(_INSTEAD.search(fold(paper.exempt)) for paper in shown):
        lines.append(
            "Không có giấy này thì làm sao, nguồn tôi có không ghi. Anh/chị hỏi quầy một cửa."
        )
    return f"Về giấy anh/chị nói:\n{listed(lines)}"


def _of_told_case(procedure: Procedure, said: str) -> list[Paper]:
    """Return the papers that are needed in a case which the message tells."""
    plain, own = plain_text(said), plain_text(procedure.name)
    told = [of for tells, of in _CASES if tells.search(plain) and not of.search(own)]
    is_other = asks_who_goes(said)
    # Mostly no case is told: then no paper is read.
    if not (told or is_other):
        return []
    return [
        paper
        for paper in procedure.papers
        if paper.case
        and (
            any(of.search(plain_text(f"{paper.name} {paper.case}")) for of in told)
            or (is_other and is_authorisation(paper))
        )
    ]


def _is_named(paper: Paper, procedure: Procedure, plain: str) -> bool:
    """Say whether a message, without diacritics, names a paper in words of the paper's own."""
    own = _pairs(folded_syllables(procedure.name))
    return bool((_pairs(folded_syllables(paper.name)) - own) & _pairs(plain.split()))


def _lacked(plain: str) -> Iterator[str]:
    for found in _LACKED.finditer(plain):
        yield found["after"] or found["before"]


def _pairs(words: Sequence[str]) -> set[tuple[str, str]]:
    return {pair for pair in itertools.pairwise(words) if not _GENERIC.issuperset(pair)}


def _line(paper: Paper) -> str:
    case = f"{capital(paper.case)}: " if paper.case else ""
    exempt = paper.exempt
    if exempt and names_papers(exempt):
        exempt = f"Không phải mang: {exempt}"
    said = f" {sentence(exempt)}" if exempt else ""
    return f"{case}{sentence(shortened(paper.name, 26))}{said}"
