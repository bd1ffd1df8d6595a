"""How long whoever asks an engine waits for the answer, told with the request."""

from __future__ import annotations

# Seconds from when the request is sent.
WAITS_HEADER = "X-Waits-Seconds"
