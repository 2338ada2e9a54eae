package io.holdfast.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What other versions of the services rely on: a golden file may gain fields, but never lose or change one. */
class WireTests {
    /** As {@code MessageJson} in messaging has it. */
    private final JsonMapper mapper = JsonMapper.builder()
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    static List<Message> messages() {
        return MessageFixtures.all();
    }

    static Collection<Class<? extends Message>> types() {
        return Subjects.all();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageIsWrittenAsInItsGoldenFile(Message message) throws IOException {
        JsonNode written = mapper.readTree(mapper.writeValueAsBytes(message));
        assertThat(written).isEqualTo(mapper.readTree(golden(message.getClass())));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aGoldenFileReadsAsItsMessage(Message message) throws IOException {
        assertThat(mapper.readValue(golden(message.getClass()), message.getClass()))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyMessageHasAGoldenFile(Class<? extends Message> type) {
        assertThat(messages()).hasAtLeastOneElementOfType(type);
    }

    @Test
    void unknownFieldsAreIgnored() {
        String json =
                "{\"id\":\"hold-1\",\"subjectId\":\"1\",\"dueAt\":\"2026-11-22T18:10:00Z\",\"version\":1,\"x\":{}}";
        assertThat(mapper.readValue(json, HoldExpired.class).subjectId()).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void theTypeOfAMessageIsFoundByItsSubject(Message message) {
        String subject = Subjects.of(message);
        assertThat(subject)
                .startsWith(Subjects.stream(message.getClass()) + ".")
                .endsWith("." + message.aggregateId());
        assertThat(Subjects.type(subject)).contains(message.getClass());
    }

    @Test
    void unknownSubjectsHaveNoType() {
        assertThat(Subjects.type("orders.misplaced.1")).isEmpty();
        assertThat(Subjects.type("orders")).isEmpty();
    }

    private byte[] golden(Class<? extends Message> type) throws IOException {
        try (InputStream in = WireTests.class.getResourceAsStream("/golden/" + Subjects.of(type) + ".json")) {
            return Objects.requireNonNull(in, "no golden file for " + type).readAllBytes();
        }
    }
}
