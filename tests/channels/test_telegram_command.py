"""`motcua telegram`: what Telegram is told of us, and that no token is told to anybody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.types import BotError
from channels.platform import Arrived, AsksToForget, Said
from channels.settings import Settings
from channels.telegram import telegram_platform
from channels.telegram_command import COMMANDS, app, hook_address
from tests.fakes.telegram import SECRET, TOKEN, FakeTelegram, Fault, written
from tests.fakes.telegram_parts import Webhook

HOOK = "https://hoi.example.vn/hooks/telegram"


@pytest.fixture(scope="module")
def server() -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def fake(server: FakeTelegram, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeTelegram:
    server.reset()
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / "none")
    monkeypatch.setenv("MOTCUA_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("MOTCUA_TELEGRAM_SECRET", SECRET)
    monkeypatch.setenv("MOTCUA_TELEGRAM_API", server.url)
    return server


def run(*words: str) -> tuple[int, str]:
    """Return the exit code and everything said, errors too."""
    result = CliRunner().invoke(app, words)
    return result.exit_code, f"{result.output}{result.exception or ''}"


def test_telegram_is_told_where_to_deliver_what_with_which_proof(fake: FakeTelegram) -> None:
    code, said = run("webhook", "set", "--url", "https://hoi.example.vn", "--connections", "10")

    assert (code, said.strip()) == (0, f"Telegram delivers to {HOOK}")
    assert (fake.webhook.url, fake.webhook.secret_token) == (HOOK, SECRET)
    assert fake.webhook.max_connections == 10
    assert sorted(fake.webhook.allowed_updates) == [
        "callback_query",
        "edited_message",
        "message",
        "my_chat_member",
    ]
    assert [each["command"] for each in fake.commands] == [each.command for each in COMMANDS]


def test_the_public_address_of_the_settings_is_used(
    fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_PUBLIC_URL", "https://hoi.example.vn/")

    assert run("webhook", "set")[0] == 0
    assert fake.webhook.url == HOOK


def test_a_webhook_is_taken_back(fake: FakeTelegram) -> None:
    fake.webhook = Webhook(url=HOOK)

    assert run("webhook", "delete")[0] == 0
    assert fake.webhook.url == ""


def test_how_it_stands_is_shown(fake: FakeTelegram) -> None:
    fake.webhook = Webhook(url=HOOK)

    code, said = run("webhook", "show")

    assert code == 0
    assert "@motcua_bot" in said
    assert HOOK in said


def test_every_command_that_is_offered_means_something(fake: FakeTelegram) -> None:
    telegram = telegram_platform(Settings())
    assert telegram is not None
    meant = []
    for each in COMMANDS:
        (event,) = telegram.events(written(fake.make.text(5001, f"/{each.command}")))
        meant.append(telegram.read(event))

    assert [type(each) for each in meant] == [Arrived, Said, Said, Said, Said, AsksToForget]
    assert not any(isinstance(each, Said) and "/" in each.text for each in meant)


@pytest.mark.parametrize(
    ("url", "hook"),
    [
        ("https://hoi.example.vn", HOOK),
        ("https://hoi.example.vn/", HOOK),
        (HOOK, HOOK),
        ("https://hoi.example.vn:8443/a?b#c", "https://hoi.example.vn:8443/a/hooks/telegram"),
    ],
)
def test_the_hooks_address_is_made_of_the_servers(url: str, hook: str) -> None:
    assert hook_address(url) == hook


@pytest.mark.parametrize(
    "url",
    ["", "hoi.example.vn", "http://hoi.example.vn", "https://", "https://a:8000", "https://a:x"],
)
def test_an_address_that_telegram_does_not_deliver_to_is_refused_before_it_is_asked(
    url: str,
) -> None:
    with pytest.raises(BotError):
        hook_address(url)


@pytest.mark.parametrize("action", ["set", "delete", "show"])
def test_a_failure_is_told_in_words_without_the_token(action: str, fake: FakeTelegram) -> None:
    said = []
    for fault in (Fault.CUT, Fault.ERROR):
        fake.plan = [fault]
        said.append(run("webhook", action, "--url", "https://hoi.example.vn")[1])
    fake.token = "7000000001:" + "B" * 35
    said.append(run("webhook", action, "--url", "https://hoi.example.vn")[1])

    assert [text for text in said if TOKEN.split(":")[1] in text] == []
    assert all("reached" in text for text in said[:2])
    assert "MOTCUA_TELEGRAM_TOKEN" in said[2]


def test_without_a_token_there_is_no_telegram(
    fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOTCUA_TELEGRAM_TOKEN")

    assert telegram_platform(Settings()) is None
    assert "MOTCUA_TELEGRAM_TOKEN is not set" in run("webhook", "show")[1]


def test_a_webhook_without_a_secret_is_refused_and_polling_needs_none(
    fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOTCUA_TELEGRAM_SECRET")
    with pytest.raises(BotError, match="MOTCUA_TELEGRAM_SECRET"):
        telegram_platform(Settings())

    monkeypatch.setenv("MOTCUA_TELEGRAM_POLLING", "true")
    polling = telegram_platform(Settings())
    assert polling is not None
    assert polling.polls
