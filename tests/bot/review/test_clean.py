"""The whole review over documents that keep the decree to the letter: nothing to find."""

from datetime import date
from pathlib import Path

import pytest

from bot.review.read import document_of, read_document
from bot.review.run import review
from bot.review.types import Document, Known
from knowledge.acts import Acts
from knowledge.load import load_acts
from tests.bot.review.clean.documents import save, text_of
from tests.bot.review.clean.texts import TEXTS, Text

KNOWN = Known(acts=Acts(load_acts()), today=date(2026, 11, 22))
NAMES = [each.name for each in TEXTS]


def _found(document: Document) -> list[str]:
    done = review(document, KNOWN)
    return [f"{each.rule}: {document.quote(each.span)}" for each in done.findings]


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_a_clean_text_has_no_finding(text: Text) -> None:
    assert _found(document_of(text_of(text), name=text.name)) == []


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_a_clean_docx_has_no_finding(text: Text, tmp_path: Path) -> None:
    assert _found(read_document(save(text, tmp_path))) == []


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_a_clean_docx_reads_as_all_its_text(text: Text, tmp_path: Path) -> None:
    read = " ".join(read_document(save(text, tmp_path)).text.split())
    missing = [each for each in text_of(text).splitlines() if " ".join(each.split()) not in read]
    assert missing == []
