final class MajorityTest {
    public static void main(String[] args) {
        for (int nodes = 1; nodes < 100; nodes++) {
            assert 2 * Majority.of(nodes) > nodes : nodes;
        }
        System.out.println("two majorities share a node");
    }
}
