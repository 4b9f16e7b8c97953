"""The pages of accounts and of the audit, over HTTP."""

import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy.orm import Session

from bot.staff import accounts, link, sessions
from bot.staff.passwords import check_password
from bot.staff.rights import Right, Role, rights_of
from bot.store.models import AuditRow
from bot.store.staff import StaffRow
from channels import telegram_accept, zalo_bot_events, zalo_oa_events
from tests.channels.conftest import NOW
from tests.channels.console.conftest import PASSWORD, Desk

NEW = {"login": "Mai.PT", "name": "  Phạm  Thị Mai ", "unit": "Văn phòng", "roles": ["counter"]}
PLATFORMS = [telegram_accept.CHANNEL, zalo_bot_events.CHANNEL, zalo_oa_events.CHANNEL]
SCRIPT = '"><script>alert(1)</script>'


def row_of(desk: Desk, login: str) -> StaffRow:
    return desk.store.run_now(lambda s: s.get_one(StaffRow, accounts.id_of(s, login)))


def audited(desk: Desk) -> list[tuple[str, str, str]]:
    return desk.store.run_now(
        lambda s: [(row.actor, row.action, row.subject) for row in s.query(AuditRow)]
    )


def one_time(page: httpx.Response) -> str:
    found = re.search(r'<code id="secret">([^<]+)</code>', page.text)
    assert found is not None
    return found[1]


async def test_an_admin_makes_an_account_and_sees_its_password_once(desk: Desk) -> None:
    async with desk.browser(Role.ADMIN, login="boss") as client:
        made = await client.post("/canbo/tai-khoan", data=NEW)
        password = one_time(made)
        assert made.headers["cache-control"] == "no-store"
        page = await client.get("/canbo/tai-khoan")
    assert "Phạm Thị Mai" in page.text
    assert password not in page.text
    row = row_of(desk, "mai.pt")
    assert (row.name, row.roles, row.must_change_password) == ("Phạm Thị Mai", ["counter"], True)
    assert check_password(row.password_hash, password).is_right
    assert password not in (row.password_hash or "")
    assert audited(desk) == [("boss", "staff.created", f"staff:{row.id}")]
    async with desk.browser(Role.ADMIN, login="third") as client:
        assert f"staff:{row.id} (mai.pt)" in (await client.get("/canbo/nhat-ky")).text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"login": "Lan Anh"}, "chữ thường không dấu"),
        ({"login": "resident"}, "chữ thường không dấu"),
        ({"login": "boss"}, "Đã có tài khoản"),
        ({"name": " "}, "Họ tên không được trống"),
        ({"unit": "x" * 121}, "dài nhất 120"),
        ({"roles": []}, "ít nhất một vai trò"),
        ({"email": "khong-phai-thu"}, "Địa chỉ thư"),
        ({"roles": ["root"]}, "chưa đúng"),
        ({"name": "x" * 600}, "chưa đúng"),
    ],
)
async def test_an_account_that_cannot_be_is_not_made_and_it_is_said_why(
    desk: Desk, wrong: dict[str, str | list[str]], says: str
) -> None:
    async with desk.browser(Role.ADMIN, login="boss") as client:
        reply = await client.post("/canbo/tai-khoan", data={**NEW, **wrong})
    assert reply.status_code == 422
    assert says in reply.text
    assert len(desk.store.run_now(lambda s: accounts.all_accounts(s, now=NOW))) == 1


@pytest.mark.parametrize(
    ("what", "form"),
    [
        ("sua", {"name": "Lan", "unit": "Khác", "roles": ["editor"]}),
        ("dong", {}),
        ("ma", {}),
        ("thu", {"email": "lan@example.vn"}),
        ("mat-khau", {}),
    ],
)
async def test_what_changes_an_account_ends_its_sessions(
    desk: Desk, what: str, form: dict[str, str]
) -> None:
    lan = desk.hire("lan", Role.COUNTER)
    cookie = desk.cookie(lan)
    async with desk.browser(Role.ADMIN) as client:
        reply = await client.post(f"/canbo/tai-khoan/{lan}/{what}", data=form)
    assert reply.status_code in (200, 303)
    found = desk.store.run_now(lambda s: sessions.find(s, cookie, now=desk.clock()))
    assert found is None
    assert [each[2] for each in audited(desk)] == [f"staff:{lan}"]


async def test_another_name_alone_signs_nobody_out(desk: Desk) -> None:
    lan = desk.hire("lan", Role.COUNTER, unit="Một")
    cookie = desk.cookie(lan)
    async with desk.browser(Role.ADMIN) as client:
        form = {"name": "Lan Anh", "unit": "Một", "roles": ["counter"]}
        await client.post(f"/canbo/tai-khoan/{lan}/sua", data=form)
    found = desk.store.run_now(lambda s: sessions.find(s, cookie, now=desk.clock()))
    assert found is not None
    assert found.name == "Lan Anh"


async def test_a_reset_password_lifts_the_lock_and_must_be_changed(desk: Desk) -> None:
    lan = desk.hire("lan", Role.COUNTER, password=PASSWORD)

    def lock(row: StaffRow) -> None:
        row.failures, row.locked_until = 9, desk.clock() + timedelta(minutes=5)

    desk.store.run_now(lambda s: lock(s.get_one(StaffRow, lan)))
    async with desk.browser(Role.ADMIN) as client:
        assert "Mở khóa tạm" in (await client.get(f"/canbo/tai-khoan/{lan}")).text
        given = one_time(await client.post(f"/canbo/tai-khoan/{lan}/mat-khau"))
    row = row_of(desk, "lan")
    assert check_password(row.password_hash, given).is_right
    assert not check_password(row.password_hash, PASSWORD).is_right
    assert (row.failures, row.locked_until, row.must_change_password) == (0, None, True)


async def test_a_second_factor_that_was_reset_is_gone(desk: Desk) -> None:
    lan = desk.hire("lan", Role.COUNTER)
    async with desk.browser(Role.ADMIN) as client:
        await client.post(f"/canbo/tai-khoan/{lan}/ma")
    assert row_of(desk, "lan").totp_secret is None


@pytest.mark.parametrize(
    ("what", "form"), [("dong", {}), ("sua", {"name": "B", "roles": "editor"})]
)
async def test_the_last_who_keeps_accounts_stays(
    desk: Desk, what: str, form: dict[str, str]
) -> None:
    boss = desk.hire("boss", Role.ADMIN)
    other = desk.hire("other", Role.ADMIN)
    async with desk.browser(Role.ADMIN, login="third") as client:
        third = row_of(desk, "third").id
        for gone in (boss, other):
            assert (await client.post(f"/canbo/tai-khoan/{gone}/dong")).status_code == 303
        reply = await client.post(f"/canbo/tai-khoan/{third}/{what}", data=form)
        assert reply.status_code == 422
        assert (await client.get("/canbo/tai-khoan")).status_code == 200


@pytest.mark.parametrize("what", ["ma", "dong"])
async def test_nobody_takes_away_their_own_second_factor_or_account(desk: Desk, what: str) -> None:
    desk.hire("other", Role.ADMIN)
    async with desk.browser(Role.ADMIN, login="boss") as client:
        reply = await client.post(f"/canbo/tai-khoan/{row_of(desk, 'boss').id}/{what}")
    assert reply.status_code == 422
    row = row_of(desk, "boss")
    assert (row.state, row.totp_secret is None) == ("active", False)


async def test_a_closed_account_can_be_opened_again(desk: Desk) -> None:
    lan = desk.hire("lan", Role.COUNTER)
    async with desk.browser(Role.ADMIN) as client:
        for what, state in (("dong", "disabled"), ("mo", "active")):
            await client.post(f"/canbo/tai-khoan/{lan}/{what}")
            assert row_of(desk, "lan").state == state


@pytest.mark.parametrize("path", ["999", "999/ma", "1/khong-co"])
async def test_what_is_not_there_is_said(desk: Desk, path: str) -> None:
    async with desk.browser(Role.ADMIN) as client:
        ask = client.post if "/" in path else client.get
        reply = await ask(f"/canbo/tai-khoan/{path}")
    assert reply.status_code in (404, 422)
    assert "Không có tài khoản này" in reply.text


@pytest.mark.parametrize("role", [Role.COUNTER, Role.OFFICIAL, Role.EDITOR])
async def test_others_see_neither_accounts_nor_audit(desk: Desk, role: Role) -> None:
    lan = desk.hire("lan", Role.COUNTER)
    assert not {Right.ACCOUNTS, Right.AUDIT} & rights_of([role])
    async with desk.browser(role) as client:
        for path in ("tai-khoan", f"tai-khoan/{lan}", "nhat-ky"):
            assert (await client.get(f"/canbo/{path}")).status_code == 403
        for path in ("tai-khoan", f"tai-khoan/{lan}/dong", f"tai-khoan/{lan}/mat-khau"):
            assert (await client.post(f"/canbo/{path}", data=NEW)).status_code == 403
    assert row_of(desk, "lan").state == "active"


async def test_a_request_without_the_token_changes_nothing(desk: Desk) -> None:
    lan = desk.hire("lan", Role.COUNTER)
    async with desk.browser(Role.ADMIN) as client:
        del client.headers["x-csrf"]
        for what in ("dong", "ma", "mat-khau", "sua"):
            assert (await client.post(f"/canbo/tai-khoan/{lan}/{what}")).status_code == 403
    assert audited(desk) == []


async def test_script_in_a_name_or_unit_stays_text(desk: Desk) -> None:
    async with desk.browser(Role.ADMIN) as client:
        form = {**NEW, "name": SCRIPT, "unit": SCRIPT}
        await client.post("/canbo/tai-khoan", data=form)
        mai = row_of(desk, "mai.pt").id
        for path in ("tai-khoan", f"tai-khoan/{mai}", f"nhat-ky?ai={SCRIPT}"):
            page = await client.get(f"/canbo/{path}")
            assert "<script>alert" not in page.text
            assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize("what", ["lien-ket", "ma", "dong"])
async def test_an_admin_takes_a_lost_telephones_chats_from_an_account(
    desk: Desk, what: str
) -> None:
    lan = desk.hire("lan", Role.OFFICIAL)
    code = link.new_code()

    def make(session: Session) -> None:
        link.keep_code(session, lan, code, now=desk.clock())
        assert link.link(session, "telegram:77", code.hashed, now=desk.clock()) is not None

    desk.store.run_now(make)
    async with desk.browser(Role.ADMIN) as client:
        assert "liên kết với 1 cuộc" in (await client.get(f"/canbo/tai-khoan/{lan}")).text
        await client.post(f"/canbo/tai-khoan/{lan}/{what}")
    assert desk.store.run_now(lambda s: link.links_of(s, [lan])) == []
    assert ("nv-admin", "link.ended", f"staff:{lan}") in audited(desk)


async def test_own_sessions_are_listed_and_others_ended(desk: Desk) -> None:
    async with desk.browser(Role.COUNTER, login="lan") as client:
        other = desk.cookie(row_of(desk, "lan").id)
        page = await client.get("/canbo/toi")
        assert page.text.count("Trình duyệt khác</th>") == 1
        done = await client.post("/canbo/toi/thoat")
        assert done.status_code == 303
        page = await client.get(done.headers["location"])
        assert page.status_code == 200
        assert "Trình duyệt khác</th>" not in page.text
    assert desk.store.run_now(lambda s: sessions.find(s, other, now=desk.clock())) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("sai mật khẩu", "năm chú gà trống gáy", None, "hiện tại chưa đúng"),
        (PASSWORD, "năm chú gà trống gáy", "khác", "khác nhau"),
        (PASSWORD, PASSWORD, None, "phải khác"),
        (PASSWORD, "phuongbengo2026", None, "dễ đoán"),
    ],
)
async def test_a_password_is_changed_only_for_a_good_one_by_its_owner(
    desk: Desk, old: str, new: str, again: str | None, says: str
) -> None:
    lan = desk.hire("lan", Role.COUNTER, password=PASSWORD)
    async with desk.browser() as client:
        client.cookies.set("canbo", desk.cookie(lan))
        page = await client.get("/canbo/toi/mat-khau")
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert csrf is not None
        form = {"csrf": csrf[1], "old": old, "new": new, "again": again or new}
        reply = await client.post("/canbo/toi/mat-khau", data=form)
    assert reply.status_code == 422
    assert says in reply.text
    assert check_password(row_of(desk, "lan").password_hash, PASSWORD).is_right


async def test_the_audit_is_filtered_by_actor_action_and_day_and_paged(desk: Desk) -> None:
    def fill() -> list[AuditRow]:
        rows = [
            AuditRow(at=NOW, actor="lan", action="plan.look", subject=f"plan:{n}")
            for n in range(60)
        ]
        late = NOW.replace(hour=17) - timedelta(days=1)  # 00:00 in Viet Nam
        rows.append(AuditRow(at=late, actor="mai", action="staff.sign_in", subject="staff:7"))
        before = late - timedelta(seconds=1)
        rows.append(AuditRow(at=before, actor="mai", action="staff_x.y", subject="staff:8"))
        return rows

    desk.store.run_now(lambda s: s.add_all(fill()))
    async with desk.browser(Role.ADMIN) as client:
        mai = (await client.get("/canbo/nhat-ky?ai=mai")).text
        assert ("staff:7" in mai, "staff:8" in mai, "plan:" in mai) == (True, True, False)
        today = (await client.get("/canbo/nhat-ky?ai=mai&ngay=2026-11-23")).text
        assert ("staff:7" in today, "staff:8" in today) == (True, False)
        underscore = (await client.get("/canbo/nhat-ky?viec=staff_")).text
        assert ("staff:7" in underscore, "staff:8" in underscore) == (False, True)
        first = (await client.get("/canbo/nhat-ky?ai=lan")).text
        older = re.search(r'href="(/canbo/nhat-ky\?[^"]*truoc[^"]*)"', first)
        assert older is not None
        second = (await client.get(older[1].replace("&amp;", "&"))).text
        seen = re.findall(r"plan:\d+", first) + re.findall(r"plan:\d+", second)
        assert seen == [f"plan:{n}" for n in reversed(range(60))]
        for odd in ("ngay=31/12", "truoc=-1", f"truoc={'9' * 40}", "ngay=9999-12-31", "viec=%"):
            assert (await client.get(f"/canbo/nhat-ky?{odd}")).status_code == 200


async def test_the_audit_shows_nobodys_chat_number(desk: Desk) -> None:
    chats = ["web:3f2a", "person:abcdef", *(f"{each}:5512" for each in PLATFORMS)]
    subjects = [*chats, "0912345678", "new_platform:8123456789", "ticket:4"]
    desk.store.run_now(
        lambda s: s.add_all(
            AuditRow(at=NOW, actor="lan", action="chat.look", subject=each) for each in subjects
        )
    )
    async with desk.browser(Role.ADMIN) as client:
        page = (await client.get("/canbo/nhat-ky")).text
    assert "ticket:4" in page
    for part in ("3f2a", "abcdef", ":5512", "0912345678", "8123456789"):
        assert part not in page
