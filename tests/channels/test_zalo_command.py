"""Consent on the command line: the link, what comes back, and which account it is of."""

import base64
import hashlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from typer.testing import CliRunner

from bot.store.engine import open_store
from bot.store.tokens import ZaloTokenRow
from bot.types import BotError
from channels import zalo_oauth
from channels.zalo_callback import wait_for_callback
from channels.zalo_command import app
from channels.zalo_oauth import App
from tests.fakes.zalo_oa import FakeZaloOA

CHECKOUT = Path(__file__).resolve().parents[2]
VERIFIER = "v" * 43
ANOTHER = "1423000000000000099"


@pytest.fixture
def zalo() -> Iterator[FakeZaloOA]:
    fake = FakeZaloOA()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def env(zalo: FakeZaloOA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    given = {
        "MOTCUA_DATA_DIR": str(tmp_path),
        "MOTCUA_ZALO_APP_ID": zalo.app_id,
        "MOTCUA_ZALO_APP_SECRET": zalo.app_secret,
        "MOTCUA_ZALO_OA_SECRET_KEY": zalo.secret_key,
        "MOTCUA_ZALO_OA_ID": zalo.oa_id,
        "MOTCUA_ZALO_REDIRECT_URL": zalo.redirect_uri,
        "MOTCUA_ZALO_OA_API": zalo.url,
        "MOTCUA_ZALO_OAUTH_URL": zalo.url,
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return given


def kept(tmp_path: Path) -> ZaloTokenRow | None:
    store = open_store(f"sqlite:///{tmp_path}/motcua.sqlite")
    try:
        return store.run_now(lambda session: session.get(ZaloTokenRow, FakeZaloOA.app_id))
    finally:
        store.close()


def run(*arguments: str, input: str = "") -> tuple[str, BaseException | None]:
    done = CliRunner().invoke(app, arguments, input=input)
    return done.output, done.exception


def challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def test_the_link_asks_for_this_app_with_a_challenge_and_a_state_of_its_own() -> None:
    consent = zalo_oauth.new_consent("https://a.example/cb")

    link = zalo_oauth.consent_link(App(app_id="12", secret="s"), consent)  # noqa: S106

    query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert link.startswith("https://oauth.zaloapp.com/v4/oa/permission?")
    assert query == {
        "app_id": "12",
        "redirect_uri": "https://a.example/cb",
        "code_challenge": challenge(consent.verifier),
        "state": consent.state,
    }
    assert len(consent.verifier) == 43
    assert zalo_oauth.new_consent("x").state != consent.state


def test_an_address_of_another_attempt_is_refused_and_one_without_a_state_is_not() -> None:
    consent = zalo_oauth.new_consent("https://a.example/cb")

    with pytest.raises(BotError, match="another attempt"):
        zalo_oauth.granted("https://a.example/cb?code=c&state=other", consent)
    assert zalo_oauth.granted("https://a.example/cb?code=c&oa_id=7", consent).oa_id == "7"
    with pytest.raises(BotError, match=r"no consent code .*access_denied"):
        zalo_oauth.granted("https://a.example/cb?error=access_denied", consent)


def test_consent_gives_tokens_that_are_kept(
    env: dict[str, str], zalo: FakeZaloOA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_ZALO_CODE_VERIFIER", VERIFIER)
    code = zalo.account.consent(challenge(VERIFIER))

    said, _ = run("login", input=f"{zalo.redirect_uri}?code={code}&oa_id={zalo.oa_id}\n")

    row = kept(tmp_path)
    assert row is not None
    assert "logged in: Phường Bến Gỗ" in said
    assert row.access_token not in said
    assert (row.state, row.number, row.oa_id) == ("ok", 1, zalo.oa_id)
    zalo.account.check_access(row.access_token)


def test_consent_of_another_account_changes_nothing(
    env: dict[str, str], zalo: FakeZaloOA, tmp_path: Path
) -> None:
    code = zalo.account.consent(challenge(VERIFIER))

    _, error = run("login", input=f"{zalo.redirect_uri}?code={code}&oa_id={ANOTHER}\n")

    assert isinstance(error, BotError)
    assert ANOTHER in str(error)
    assert (kept(tmp_path), zalo.calls) == (None, [])


def test_tokens_that_turn_out_to_be_of_another_account_are_not_kept(
    env: dict[str, str], zalo: FakeZaloOA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_ZALO_CODE_VERIFIER", VERIFIER)
    code = zalo.account.consent(challenge(VERIFIER))
    monkeypatch.setattr(zalo, "oa_id", ANOTHER)

    _, error = run("login", input=f"{zalo.redirect_uri}?code={code}\n")

    assert isinstance(error, BotError)
    assert kept(tmp_path) is None


def test_a_code_that_was_used_gives_one_clear_line(
    env: dict[str, str], zalo: FakeZaloOA, tmp_path: Path
) -> None:
    _, error = run("login", input=f"{zalo.redirect_uri}?code=used&oa_id={zalo.oa_id}\n")

    assert isinstance(error, BotError)
    assert "-14019" in str(error)
    assert "used" not in str(error).replace("used once", "")
    assert kept(tmp_path) is None


def test_a_refresh_token_from_the_console_is_enough(
    env: dict[str, str], zalo: FakeZaloOA, tmp_path: Path
) -> None:
    issued = zalo.account.issue()

    said, _ = run("login", "--refresh-token", input=f"{issued.refresh}\n")

    row = kept(tmp_path)
    assert row is not None
    assert row.refresh_token not in ("", issued.refresh)
    assert issued.refresh not in said


def test_without_a_callback_address_nobody_is_sent_to_zalo(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_ZALO_REDIRECT_URL", "")

    said, error = run("login")

    assert isinstance(error, BotError)
    assert "MOTCUA_ZALO_REDIRECT_URL" in str(error)
    assert "permission" not in said


def test_the_status_tells_what_is_missing_and_then_that_all_is_well(
    env: dict[str, str], zalo: FakeZaloOA
) -> None:
    before, error = run("status")
    assert isinstance(error, SystemExit)
    assert "motcua zalo login" in before

    run("login", "--refresh-token", input=f"{zalo.account.issue().refresh}\n")

    after, error = run("status")
    assert error is None
    assert "Phường Bến Gỗ" in after
    assert "fail" not in after


def test_the_browser_is_waited_for_on_this_machine_and_other_calls_are_not_it() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/cb"
    came: list[str] = []
    waiting = threading.Thread(
        target=lambda: came.append(wait_for_callback(address, timeout_s=20)), daemon=True
    )
    waiting.start()
    transport = httpx.HTTPTransport(retries=20)
    with httpx.Client(trust_env=False, transport=transport) as browser:
        assert browser.get(f"http://127.0.0.1:{port}/favicon.ico").status_code == 404
        assert browser.get(f"{address}?code=c1&oa_id=7").status_code == 200
    waiting.join(20)

    assert came == ["/cb?code=c1&oa_id=7"]


def test_a_callback_on_another_machine_cannot_be_waited_for() -> None:
    with pytest.raises(BotError, match="not on this machine"):
        wait_for_callback("https://phuong.example.vn/cb", timeout_s=1)


def test_a_wait_for_the_browser_ends() -> None:
    with pytest.raises(BotError, match="in time"):
        wait_for_callback("http://127.0.0.1:0/cb", timeout_s=0.05)


@pytest.mark.slow
def test_the_printed_link_leads_all_the_way_to_tokens(
    env: dict[str, str], zalo: FakeZaloOA, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "channels.cli", "zalo", "login"],
        cwd=CHECKOUT,
        env=os.environ | env | {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stdout is not None
        link = next(line.strip() for line in command.stdout if "/v4/oa/permission" in line)
        back = httpx.get(link, follow_redirects=False, trust_env=False).headers["location"]
        said, complaint = command.communicate(f"{back}\n", timeout=60)

    assert command.returncode == 0, complaint
    assert "logged in: Phường Bến Gỗ" in said
    row = kept(tmp_path)
    assert row is not None
    zalo.account.check_access(row.access_token)
