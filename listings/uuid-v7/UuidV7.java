import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Makes UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds since 1970, then chance. As text they
 * sort by the time at which they were made, so an index takes them at its end.
 */
final class UuidV7 {
    private final LongSupplier clock;
    private final RandomGenerator random;
    private long last;
    private int counter;

    /** With a clock in milliseconds since 1970. */
    UuidV7(LongSupplier clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    // ANCHOR: next
    /** The next id; it is greater than all ids before it, even when the clock stands still or goes back. */
    synchronized UUID next() {
        long now = clock.getAsLong();
        if (now > last) {
            last = now;
            counter = random.nextInt(1 << 11);
        } else if (++counter == 1 << 12) {
            last++;
            counter = 0;
        }
        return layout(last, counter, random.nextLong());
    }
    // ANCHOR_END: next

    // ANCHOR: layout
    /** The fields of the format: 48 bits of time, version 7, 12 bits, variant 2, 62 bits. */
    static UUID layout(long millis, int a, long b) {
        long high = millis << 16 | 7L << 12 | a & 0xFFF;
        long low = 2L << 62 | b & (1L << 62) - 1;
        return new UUID(high, low);
    }
    // ANCHOR_END: layout
}
