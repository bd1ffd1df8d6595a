"""Has Python take it for a Thursday morning, in processes that have this folder in their path.

So do those of the bot whose pictures are taken: what it says of hours is the same each time.
"""

from __future__ import annotations

from datetime import UTC, datetime

import time_machine

time_machine.travel(datetime(2026, 11, 26, 9, 12, tzinfo=UTC)).start()
