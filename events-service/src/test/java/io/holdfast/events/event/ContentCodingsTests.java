package io.holdfast.events.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodingsTests {

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br, GZIP;q=0.5", "gzip, identity;q=0", "gzip, deflate, br, zstd"})
    void gzipIsSentWhereItIsAccepted(String header) {
        assertThat(ContentCodings.acceptsGzip(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "br", "gzip;q=0", "gzip;q=0, *", "*", "*;q=0", "identity", ";;;", "gzip;q=x", ","})
    void nothingElseIs(String header) {
        assertThat(ContentCodings.acceptsGzip(header)).isFalse();
    }

    @Test
    void aClientThatDoesNotSayGetsPlainText() {
        assertThat(ContentCodings.acceptsGzip(null)).isFalse();
    }
}
