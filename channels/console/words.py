"""How the staff page calls what the code names: roles."""

from collections.abc import Mapping

from bot.staff.rights import Role

ROLES: Mapping[Role, str] = {
    Role.COUNTER: "Bộ phận một cửa",
    Role.OFFICIAL: "Cán bộ chuyên môn",
    Role.EDITOR: "Biên tập",
    Role.ADMIN: "Quản trị",
}
