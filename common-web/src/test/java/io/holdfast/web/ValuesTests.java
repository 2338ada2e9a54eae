package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.telemetry.Traceparent;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;

class ValuesTests {

    @Test
    void aCursorIsDecodedToItsParts() {
        assertThat(Cursors.decode(Cursors.encode("2026-11-22T20:00:00Z", 12, "a:b", "", "Žižkov")))
                .containsExactly("2026-11-22T20:00:00Z", "12", "a:b", "", "Žižkov");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "MTA6YQ", "LTE6YQ", "eA", "Og", "OTk5OTk5OTk5OTk5Og", "MjE0NzQ4MzY0NzphYg", "_w"})
    void anInvalidCursorIsRefused(String cursor) {
        assertThatThrownBy(() -> Cursors.decode(cursor)).isInstanceOf(ProblemException.class);
    }

    @Test
    void extraMembersOfAProblemReplaceNoneOfItsOwn() {
        ProblemException conflict = ProblemException.of(HttpStatus.CONFLICT, "version-conflict", "Too late.")
                .with("current", "this")
                .with("code", "another");
        assertThat(new Problems(List.of(), new AnswerLanguage(false))
                        .answer(conflict, new MockHttpServletRequest("PUT", "/"), "/")
                        .getBody())
                .containsEntry("current", "this")
                .containsEntry("code", "version-conflict");
    }

    @Test
    void aTraceContinuesAndANewOneBeginsWhereThereIsNone() {
        String incoming = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assertThat(Traceparent.continued(incoming))
                .startsWith("00-0af7651916cd43dd8448eb211c80319c-")
                .endsWith("-01")
                .isNotEqualTo(incoming);
        assertThat(Traceparent.continued("\n" + incoming)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(Traceparent.continued(null)).isNotEqualTo(Traceparent.continued(null));
    }

    @Test
    void anEndedSessionIsForgottenWhenItsTokensHaveExpired() {
        Instant[] now = {Instant.parse("2026-11-22T20:00:00Z")};
        InstantSource source = () -> now[0];
        Clock clock = source.withZone(ZoneOffset.UTC);
        RevokedSessions revoked = new RevokedSessions(clock);
        revoked.revoke("a", now[0].plusSeconds(60));
        revoked.revoke("late", now[0].minusSeconds(1));
        assertThat(revoked.isRevoked("a")).isTrue();
        assertThat(revoked.isRevoked("late")).isFalse();
        now[0] = now[0].plusSeconds(61);
        revoked.revoke("b", now[0].plusSeconds(60));
        assertThat(revoked.isRevoked("a")).isFalse();
        assertThat(revoked.isRevoked("b")).isTrue();
    }
}
