package io.holdfast.orders.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketCodesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0123456789ABCDEFGHJK",
                "0123 4567 89AB CDEF GHJK",
                "oi23-4567-89ab-cdef-ghjk",
                "  ol23\u00a04567\u201389abcdefghjk\r\n",
                "０１２３　４５６７　８９ａｂ　ｃｄｅｆ　ｇｈｊｋ",
                "０１２３ー４５６７ー８９ＡＢーＣＤＥＦーＧＨＪＫ",
                "\u20680123 4567 89AB CDEF GHJK\u2069",
                "\u200e0123456789ABCDEFGHJK\ufeff"
            })
    void areReadInEveryCommonSpelling(String typed) {
        assertThat(TicketCodes.read(typed)).contains("0123456789ABCDEFGHJK");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789ABCDEFGHJ",
                "0123456789ABCDEFGHJKM",
                "0123456789ABCDEFGHJU",
                "0123456789ABCDEFGHJ\u00df"
            })
    void areEmptyForTextThatIsNoCode(String typed) {
        assertThat(TicketCodes.read(typed)).isEmpty();
    }

    @Test
    void areReadAsTheyAreGenerated() {
        String code = new TicketCodes().next();

        assertThat(TicketCodes.read(code)).contains(code);
    }
}
