"""What a token bucket guarantees."""

import random
import unittest

from token_bucket import NANOS, TokenBucket


class TokenBucketTest(unittest.TestCase):
    def test_a_full_bucket_allows_a_burst_of_its_capacity(self):
        bucket = TokenBucket(rate=10, capacity=5, now=0)
        self.assertEqual([bucket.take(0) for _ in range(5)], [0] * 5)
        self.assertEqual(bucket.take(0), NANOS // 10)

    def test_whoever_waits_as_told_is_served_and_no_sooner(self):
        for rate in (1, 3, 7, 1_000_003):
            bucket = TokenBucket(rate, capacity=2, now=0)
            bucket.take(0, 2)
            wait = bucket.take(0)
            self.assertGreater(bucket.take(wait - 1), 0)
            self.assertEqual(bucket.take(wait), 0)
            self.assertGreater(bucket.take(wait), 0)

    def test_idle_time_fills_it_to_its_capacity_and_no_further(self):
        bucket = TokenBucket(rate=10, capacity=5, now=0)
        later = 3600 * NANOS
        self.assertEqual(bucket.take(later, 5), 0)
        self.assertGreater(bucket.take(later), 0)

    def test_no_window_gets_more_than_a_burst_and_its_rate(self):
        chance = random.Random(1)
        for _ in range(200):
            rate, capacity = chance.randint(1, 50), chance.randint(1, 20)
            bucket = TokenBucket(rate, capacity, now=0)
            now, served = 0, []
            for _ in range(200):
                now += chance.randint(0, NANOS // 10)
                if bucket.take(now) == 0:
                    served.append(now)
            for first, start in enumerate(served):
                for last in range(first, len(served)):
                    count, window = last - first + 1, served[last] - start
                    self.assertLessEqual(count * NANOS, capacity * NANOS + rate * window)

    def test_asking_often_loses_nothing(self):
        bucket = TokenBucket(rate=3, capacity=1, now=0)
        # A client that asks each millisecond gets every token: three a second.
        served = sum(bucket.take(ms * 1_000_000) == 0 for ms in range(10_000))
        self.assertEqual(served, 1 + 3 * 10 - 1)

    def test_a_clock_that_goes_back_gives_no_tokens_and_takes_none(self):
        bucket = TokenBucket(rate=1, capacity=2, now=NANOS)
        self.assertEqual(bucket.take(NANOS), 0)
        self.assertEqual(bucket.take(0), 0)
        self.assertGreater(bucket.take(0), 0)
        self.assertGreater(bucket.take(NANOS + NANOS // 2), 0)
        self.assertEqual(bucket.take(2 * NANOS), 0)

    def test_what_can_never_be_served_is_refused_at_once(self):
        bucket = TokenBucket(rate=1, capacity=5, now=0)
        for tokens in (0, -1, 6):
            with self.assertRaises(ValueError):
                bucket.take(0, tokens)
        with self.assertRaises(ValueError):
            TokenBucket(rate=0, capacity=5, now=0)
