"""Take the picture of the widget: `python -m eval.widget_picture http://127.0.0.1:8000 OUT.png`.

The server must run on this machine (`motcua serve --no-rasa` will do) and chromium be installed.
"""

import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

# The second is seen: the first answer has the notice about personal data before it.
QUESTIONS = ("xin chào", "Chứng thực bản sao hết bao nhiêu tiền?")
SIZE = 900, 760
COLOURS = 128


def take(address: str, out: Path) -> None:
    """Ask in the demo page's panel, and keep what is seen."""
    chromium = os.environ.get("MOTCUA_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        width, height = SIZE
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(f"{address}/widget/demo")
        page.get_by_role("button", name="Hỏi đáp thủ tục").click()
        inside = page.frame_locator("motcua-widget iframe")
        for number, question in enumerate(QUESTIONS, start=1):
            inside.get_by_label("Câu hỏi của anh/chị").fill(question)
            inside.get_by_role("button", name="Gửi", exact=True).click()
            expect(inside.locator(".item article.answer")).to_have_count(number)
        page.wait_for_timeout(1_000)  # Let it come to rest.
        page.screenshot(path=out)
        browser.close()
    with Image.open(out) as picture:
        picture.quantize(COLOURS).save(out, optimize=True)


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
