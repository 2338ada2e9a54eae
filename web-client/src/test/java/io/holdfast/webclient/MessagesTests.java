package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.language.Language;
import io.holdfast.language.MessageCheck;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages of pages: complete in every language, and no more and no fewer than pages use. */
class MessagesTests {

    private static final Path TEMPLATES = Path.of("src/main/resources/webclient/templates");
    private static final Path CODE = Path.of("src/main/java");
    private static final Path BUNDLES = Path.of("src/main/resources/webclient");

    /** A message in a template, up to its arguments: {@code #{home.count(2)}}; one whose key is computed is not found. */
    private static final Pattern EXPRESSION = Pattern.compile("#\\{([a-zA-Z0-9_.-]+)");

    /** A word in quotes, which may be a key or the beginning of one. */
    private static final Pattern QUOTED = Pattern.compile("(?:'([a-zA-Z0-9_.-]+)'|\"([a-zA-Z0-9_.-]+)\")");

    @Test
    void everyLanguageSaysEverything() {
        assertThat(MessageCheck.problems("webclient/messages")).isEmpty();
    }

    @Test
    void everyBundleIsInItsLanguage() throws IOException {
        for (Language language : Language.values()) {
            String suffix = language == Language.ENGLISH ? "" : "_" + language.tag();
            assertThat(read(BUNDLES.resolve("messages" + suffix + ".properties"))
                            .getProperty("language"))
                    .isEqualTo(language.tag());
        }
    }

    @Test
    void everyMessageThatATemplateNamesIsThere() throws IOException {
        Set<String> keys = keys();
        Set<String> missing = texts(TEMPLATES)
                .flatMap(text -> all(EXPRESSION, text))
                .filter(Predicate.not(keys::contains))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(missing).as("used in templates").isEmpty();
    }

    /** A key that is put together from parts is used if its first part is in quotes somewhere, and ends with a dot or a dash. */
    @Test
    void everyMessageIsUsed() throws IOException {
        Set<String> named = Stream.concat(texts(TEMPLATES), texts(CODE))
                .flatMap(text -> Stream.concat(all(QUOTED, text), all(EXPRESSION, text)))
                .collect(Collectors.toSet());
        Set<String> unused = keys().stream()
                .filter(key -> !named.contains(key) && beginnings(key).noneMatch(named::contains))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unused).as("used by no template and no class").isEmpty();
    }

    private static Stream<String> beginnings(String key) {
        return Stream.iterate(key.length() - 1, length -> length > 0, length -> length - 1)
                .map(length -> key.substring(0, length))
                .filter(beginning -> beginning.endsWith(".") || beginning.endsWith("-"));
    }

    private static Stream<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().flatMap(MessagesTests::groups);
    }

    private static Stream<String> groups(MatchResult found) {
        return Stream.iterate(1, group -> group <= found.groupCount(), group -> group + 1)
                .map(found::group)
                .flatMap(Stream::ofNullable);
    }

    private static Set<String> keys() throws IOException {
        return read(BUNDLES.resolve("messages.properties")).stringPropertyNames();
    }

    private static Properties read(Path file) throws IOException {
        Properties messages = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            messages.load(reader);
        }
        return messages;
    }

    private static Stream<String> texts(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(Files.readString(file));
            }
            return texts.stream();
        }
    }
}
