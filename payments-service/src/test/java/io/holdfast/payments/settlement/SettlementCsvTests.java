package io.holdfast.payments.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.language.MessageCheck;
import org.junit.jupiter.api.Test;

class SettlementCsvTests {

    @Test
    void everyLanguageHasWordsForColumnsAndDifferences() {
        assertThat(MessageCheck.problems(SettlementCsv.BUNDLE)).isEmpty();
    }
}
