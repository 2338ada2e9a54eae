package io.holdfast.orders.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeatTextTests {

    @Test
    void aSeatInASectionHasAMessageOfItsOwn() {
        assertThat(text("Balcony A-12")).isEqualTo("key.section[Tier, Balcony, A, 12]");
        assertThat(text("Stalls-left 2 AA-101")).isEqualTo("key.section[Tier, Stalls-left 2, AA, 101]");
        assertThat(text("2階 あ-1")).isEqualTo("key.section[Tier, 2階, あ, 1]");
    }

    @Test
    void otherTicketsAreToldAsBefore() {
        assertThat(text("A-12")).isEqualTo("key[Tier, A-12]");
        assertThat(text(null)).isEqualTo("Tier");
        assertThat(text("what an earlier version wrote")).isEqualTo("key[Tier, what an earlier version wrote]");
    }

    private static String text(@Nullable String seat) {
        return SeatText.of("Tier", seat, "key", (key, arguments) -> key + Arrays.toString(arguments));
    }
}
