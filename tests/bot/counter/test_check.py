"""Whether a dossier is complete, and what is asked first."""

from bot.counter.check import Outcome, Reply, Verdict, Why, judge, papers_of
from knowledge.types import Channel, Paper, Procedure
from tests.conftest import make_procedure


def key_of(procedure: Procedure, words: str) -> str:
    """Return the key of the paper with these words."""
    return next(item.key for item in papers_of(procedure).items if words in item.text)


def group_of(procedure: Procedure, words: str) -> str:
    """Return the key of the group whose question, or a paper of which, has these words."""
    return next(
        group.key
        for group in papers_of(procedure).groups
        if words in group.question or any(words in item.text for item in group.items)
    )


def check(
    procedure: Procedure,
    *brought: str,
    channel: Channel | None = Channel.COUNTER,
    **replies: Reply,
) -> Verdict:
    """Judge what was brought, named by words of the papers."""
    keys = [key_of(procedure, words) for words in brought]
    named = {group_of(procedure, words.replace("_", " ")): r for words, r in replies.items()}
    return judge(papers_of(procedure), keys, named, channel)


def missing(verdict: Verdict) -> list[str]:
    return [each.item.text for each in verdict.missing]


def test_nothing_brought_means_that_all_certain_papers_are_missing(lantern: Procedure) -> None:
    verdict = check(lantern)
    assert verdict.outcome is Outcome.MISSING
    assert missing(verdict) == ["Ảnh chụp đèn (2 bản sao)", "Tờ khai đèn"]
    assert [each.because for each in verdict.missing] == [
        "trường hợp nào cũng cần",
        "vì thuộc trường hợp: Nộp tại quầy",
    ]


def test_a_case_that_nobody_asked_for_is_asked_and_not_called_missing(lantern: Procedure) -> None:
    verdict = check(lantern, "Ảnh chụp", "Tờ khai")
    assert verdict.outcome is Outcome.ASK
    assert {group.question for group in verdict.to_ask} == {
        "Treo ở nhà thuê",
        "Chỉ cần trong trường hợp ghi ở tên giấy",
        "Chỉ cần khi cơ quan không tra được dữ liệu",
    }


def test_both_papers_of_a_case_that_is_theirs_are_missing(lantern: Procedure) -> None:
    verdict = check(lantern, "Ảnh chụp", "Tờ khai", nhà_thuê=Reply.YES)
    assert missing(verdict) == ["Giấy của chủ nhà", "Hợp đồng thuê (1 bản sao)"]


def test_of_a_case_that_is_not_theirs_nothing_is_missing(lantern: Procedure) -> None:
    verdict = check(
        *(lantern, "Ảnh chụp", "Tờ khai"),
        nhà_thuê=Reply.NO,
        Giấy_phép_cũ=Reply.NO,
        nơi_cư_trú=Reply.NO,
    )
    assert verdict.outcome is Outcome.COMPLETE
    assert len(verdict.left_out) == 4


def test_what_the_office_cannot_look_up_is_missing(lantern: Procedure) -> None:
    verdict = check(lantern, "Ảnh chụp", "Tờ khai", nơi_cư_trú=Reply.YES)
    assert missing(verdict) == ["Giấy chứng minh nơi cư trú"]
    assert verdict.missing[0].because == "vì cơ quan không tra được dữ liệu"


def test_what_is_there_is_there_whatever_was_answered(lantern: Procedure) -> None:
    verdict = check(
        *(lantern, "Ảnh chụp", "Tờ khai", "Giấy phép cũ", "nơi cư trú", "chủ nhà", "Hợp đồng"),
        nhà_thuê=Reply.YES,
    )
    assert verdict.outcome is Outcome.COMPLETE
    assert len(verdict.brought) == 6


def test_the_way_to_hand_in_decides_a_case_that_names_it(lantern: Procedure) -> None:
    online = check(lantern, "Ảnh chụp", channel=Channel.ONLINE, nhà_thuê=Reply.NO)
    assert "Tờ khai đèn" not in missing(online)
    assert "Tờ khai đèn" in [item.text for item in online.left_out]
    # Nobody can answer otherwise: the page does not ask.
    stubborn = check(lantern, "Ảnh chụp", channel=Channel.ONLINE, Nộp_tại_quầy=Reply.YES)
    assert "Tờ khai đèn" not in missing(stubborn)


def test_a_line_without_original_or_copy_is_a_remark_and_no_paper(lantern: Procedure) -> None:
    papers = papers_of(lantern)
    assert papers.remarks == ("Ghi rõ nguồn sáng",)
    assert all("nguồn sáng" not in item.text for item in papers.items)


def test_a_procedure_without_papers_is_never_called_complete() -> None:
    empty = make_procedure("tm-khong", "Không giấy")
    assert check(empty).outcome is Outcome.UNKNOWN


def test_with_every_case_denied_the_dossier_is_not_complete() -> None:
    cases = make_procedure(
        "tm-hai",
        "Hai trường hợp",
        papers=(
            Paper(name="Giấy A", originals=1, case="đèn cá"),
            Paper(name="Giấy B", originals=1, case="đèn sao"),
        ),
    )
    papers = papers_of(cases)
    denied = judge(papers, [], {group.key: Reply.NO for group in papers.groups})
    assert (denied.outcome, denied.to_ask) == (Outcome.ASK, ())


def test_a_heading_over_papers_that_everybody_needs_is_no_case() -> None:
    listed = make_procedure(
        "tm-de-muc",
        "Có đề mục",
        papers=(
            Paper(name="Đơn", originals=1, case="Giấy tờ phải nộp"),
            Paper(name="Thẻ", originals=1, case="Giấy tờ của người nước ngoài gồm"),
        ),
    )
    assert [group.why for group in papers_of(listed).groups] == [Why.ALWAYS, Why.CASE]


def test_for_whom_a_paper_is_and_what_it_is_about_are_told_apart() -> None:
    named = make_procedure(
        "tm-ten",
        "Điều kiện trong tên",
        papers=(
            Paper(name="Đối với người dưới 14 tuổi: giấy của cha mẹ", originals=1),
            Paper(name="Tờ khai phí đối với đèn dầu", originals=1),
            Paper(name="Bản vẽ (trường hợp đèn cao trên 3 mét)", originals=1),
        ),
    )
    why = {item.text.split()[0]: item.why for item in papers_of(named).items}
    assert why == {"Tờ": Why.ALWAYS, "Đối": Why.NAMED, "Bản": Why.NAMED}


def test_one_of_several_papers_is_warned_of() -> None:
    choice = make_procedure(
        "tm-chon",
        "Chọn một",
        papers=(Paper(name="Một trong các giấy sau: thẻ, sổ", originals=1),),
    )
    assert papers_of(choice).offers_a_choice
    assert not papers_of(make_procedure("tm-k", "K", papers=())).offers_a_choice


def test_keys_of_a_record_that_has_changed_are_left_aside(lantern: Procedure) -> None:
    verdict = judge(papers_of(lantern), ["00000000"], {"11111111": Reply.YES}, Channel.COUNTER)
    assert verdict.brought == ()
    assert verdict.outcome is Outcome.MISSING
