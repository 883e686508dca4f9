import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

final class UuidV7Test {
    public static void main(String[] args) {
        // 22 February 2022, 14:22:22 in UTC-5.
        UUID known = UuidV7.layout(1_645_557_742_000L, 0xCC3, 0x18C4_DC0C_0C07_398FL);
        assert known.toString().equals("017f22e2-79b0-7cc3-98c4-dc0c0c07398f") : known;
        assert known.version() == 7 && known.variant() == 2;
        System.out.println(known + ": time, version and variant are where they belong");

        // The clock stands still, goes back by an hour, and goes on.
        var times = new ArrayDeque<>(List.of(5_000_000L, 5_000_000L, 1_400_000L, 5_000_001L));
        var ids = new UuidV7(() -> times.size() > 1 ? times.poll() : times.peek(), new Random(1));
        String before = "";
        Set<String> all = new HashSet<>();
        for (int n = 0; n < 10_000; n++) {
            String id = ids.next().toString();
            assert id.compareTo(before) > 0 : before + " is not before " + id;
            all.add(id);
            before = id;
        }
        assert all.size() == 10_000;
        System.out.println(all.size() + " ids: none twice, each after the one before it");
    }
}
