"""What takes long to read is read before anybody asks."""

import subprocess
import sys

_READS_BEFORE_ANYBODY_ASKS = """
import sys
from datetime import date
from bot.ward import Ward
from channels.warming import warm

slow = ["holidays.countries.vietnam"]
assert not [name for name in slow if name in sys.modules], "read by an import: warm() is not needed"
warm(Ward(name="phường Bến Gỗ", province="thành phố Mây"), date(2026, 11, 21))
already = set(sys.modules)

from bot.opening import Opening, is_working_day
from knowledge.places import today_of
assert not is_working_day(date(2026, 11, 24), Opening())
assert today_of("phường Bến Nghé")
assert set(sys.modules) == already, sorted(set(sys.modules) - already)
"""


def test_nobody_who_asks_waits_for_the_holidays_to_be_read() -> None:
    # An interpreter of its own: in this one other tests have read everything.
    run = subprocess.run(
        [sys.executable, "-c", _READS_BEFORE_ANYBODY_ASKS],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
