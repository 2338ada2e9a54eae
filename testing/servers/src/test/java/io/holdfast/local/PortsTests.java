package io.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTests {

    @Test
    void noPortIsGivenAwayTwiceOrThatIsKeptForLater() {
        int kept = Ports.free();
        Ports.keep(kept + 1);
        Set<Integer> given = new HashSet<>(Set.of(kept, kept + 1));
        for (int i = 0; i < 500; i++) {
            assertThat(given.add(Ports.free())).isTrue();
        }
    }
}
