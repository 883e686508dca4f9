"""A token bucket: bursts are allowed, and the long-term rate is not exceeded."""

NANOS = 1_000_000_000


class TokenBucket:
    """Holds `capacity` tokens at most and gains `rate` tokens a second; it begins full.

    Time is passed in, in nanoseconds of a monotonic clock. The level is kept in tokens times nanoseconds:
    whole numbers, so nothing is lost to rounding however often the bucket is asked.
    """

    def __init__(self, rate, capacity, now):
        if rate <= 0 or capacity <= 0:
            raise ValueError("rate and capacity must be positive")
        self._rate = rate
        self._full = capacity * NANOS
        self._level = self._full
        self._last = now

    def take(self, now, tokens=1):
        """Takes tokens if there are enough. Returns 0, or how long to wait until there are."""
        need = tokens * NANOS
        if not 0 < need <= self._full:
            raise ValueError(f"{tokens} tokens can never be taken at once")
        if now > self._last:
            self._level = min(self._full, self._level + (now - self._last) * self._rate)
            self._last = now
        if self._level >= need:
            self._level -= need
            return 0
        # Rounded up: whoever waits that long is served.
        return -((self._level - need) // self._rate)
