package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdsTests {
    @Test
    void randomIdsAreShortPlainAndDifferent() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = Ids.random();
            assertThat(id).matches("[0-9a-z]{26}");
            ids.add(id);
        }
        assertThat(ids).hasSize(10_000);
    }

    @Test
    void randomIdsOfOneMomentBeginAlike() {
        // 48 bits of time are nine characters and a bit; the first seven change every 16 seconds.
        assertThat(Ids.random().substring(0, 5)).isEqualTo(Ids.random().substring(0, 5));
    }

    @Test
    void derivedIdsDependOnEveryPartAndOnNothingElse() {
        assertThat(Ids.derived("payment", "1"))
                .matches("[0-9a-z]{26}")
                .isEqualTo(Ids.derived("payment", "1"))
                .isNotEqualTo(Ids.derived("payment", "2"))
                .isNotEqualTo(Ids.derived("payment1", ""));
    }
}
