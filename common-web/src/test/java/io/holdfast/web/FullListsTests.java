package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FullListsTests {

    @Test
    void aListIsFullWithAsManyEntriesAsItMayHave() {
        assertThat(new FullLists()
                        .with("orders", List.of(1, 2), 3)
                        .with("mails", List.of(1, 2, 3), 3)
                        .with("record", List.of(), 3)
                        .names())
                .containsExactly("mails");
    }
}
