/** One idea, small enough to be read in one sitting. */
final class Majority {
    /** How many of {@code nodes} make a majority. */
    static int of(int nodes) {
        return nodes / 2 + 1;
    }
}
