"""`motcua zalo-bot webhook` sets, shows and deletes what the platform calls."""

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from channels.commands import app
from tests.fakes.zalo_bot import SECRET, TOKEN, FakeZaloBot

URL = "https://hoidap.example.vn/hooks/zalo-bot"


@pytest.fixture(scope="module")
def server() -> Iterator[FakeZaloBot]:
    server = FakeZaloBot()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def fake(server: FakeZaloBot, monkeypatch: pytest.MonkeyPatch) -> FakeZaloBot:
    server.forget()
    monkeypatch.setenv("MOTCUA_ZALO_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("MOTCUA_ZALO_BOT_SECRET", SECRET)
    monkeypatch.setenv("MOTCUA_ZALO_BOT_API", server.url)
    monkeypatch.setenv("MOTCUA_PUBLIC_URL", "https://hoidap.example.vn")
    monkeypatch.delenv("MOTCUA_ZALO_BOT_POLLING", raising=False)
    return server


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["zalo-bot", "webhook", *arguments])


def why(result: Result) -> str:
    """Return the line that the command ends with."""
    assert result.exit_code == 1
    return str(result.exception)


def test_a_webhook_is_set_shown_and_deleted(fake: FakeZaloBot) -> None:
    assert "no webhook" in run("show").stdout

    assert run("set").exit_code == 0
    assert (fake.webhook, fake.secret) == (URL, SECRET)
    assert run("show").stdout == f"{URL}\n"

    assert run("delete").exit_code == 0
    assert fake.webhook == ""
    assert "no webhook" in run("show").stdout


def test_another_address_can_be_given(fake: FakeZaloBot) -> None:
    run("set", "https://other.example.vn/hooks/zalo-bot")

    assert fake.webhook == "https://other.example.vn/hooks/zalo-bot"


def test_a_trial_call_that_fails_is_told_though_the_address_is_kept(fake: FakeZaloBot) -> None:
    fake.is_hook_up = False

    assert "trial call failed (webhook.failed)" in why(run("set"))
    assert fake.webhook == URL


@pytest.mark.parametrize("url", ["http://hoidap.example.vn/h", "https://127.0.0.1/h"])
def test_an_address_that_the_platform_does_not_take_is_told(fake: FakeZaloBot, url: str) -> None:
    assert "address" in why(run("set", url))
    assert fake.webhook is None


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("MOTCUA_ZALO_BOT_TOKEN", "", "MOTCUA_ZALO_BOT_TOKEN"),
        ("MOTCUA_ZALO_BOT_POLLING", "true", "POLLING"),
        ("MOTCUA_PUBLIC_URL", "", "MOTCUA_PUBLIC_URL"),
        ("MOTCUA_ZALO_BOT_TOKEN", "1:another", "refuses the token"),
    ],
)
def test_what_is_missing_is_named(
    fake: FakeZaloBot,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    said: str,
) -> None:
    monkeypatch.setenv(variable, value)

    assert said in why(run("set"))
    assert fake.webhook is None


def test_without_a_token_the_command_says_where_it_comes_from(
    fake: FakeZaloBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOTCUA_ZALO_BOT_TOKEN")

    assert "docs/channels.md" in why(run("show"))
