package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TemplatesTests {

    private static final Path TEMPLATES = Path.of("src/main/resources/webclient/templates");
    private static final int LONGEST_LINE = 140;

    @Test
    void linesFitOnAScreen() throws IOException {
        List<String> tooLong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(TEMPLATES)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                tooLong.addAll(tooLong(file));
            }
        }
        assertThat(tooLong)
                .as("lines with more than %d characters", LONGEST_LINE)
                .isEmpty();
    }

    private static List<String> tooLong(Path file) throws IOException {
        List<String> found = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).length() > LONGEST_LINE) {
                found.add(TEMPLATES.relativize(file) + ":" + (i + 1));
            }
        }
        return found;
    }
}
