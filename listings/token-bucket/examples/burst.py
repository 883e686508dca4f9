#!/usr/bin/env python3
"""Ten requests at once, and then one each 100 ms, against 5 requests a second with bursts of 4."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from token_bucket import NANOS, TokenBucket  # noqa: E402

MS = NANOS // 1000

bucket = TokenBucket(rate=5, capacity=4, now=0)
for ms in [0] * 10 + list(range(100, 1001, 100)):
    wait = bucket.take(ms * MS)
    print(f"{ms:4} ms  " + ("served" if wait == 0 else f"wait {wait // MS} ms"))
