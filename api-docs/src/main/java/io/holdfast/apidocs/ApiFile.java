package io.holdfast.apidocs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A document in {@code docs/api}. */
public record ApiFile(Path path) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .defaultPrettyPrinter(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")))
            .build();

    /** Set by {@code ./holdfast api}: write instead of compare. */
    private static final String WRITE = "holdfast.api.write";

    /** @param name such as {@code orders-service} */
    public static ApiFile named(String name) {
        return new ApiFile(Checkout.root().resolve("docs/api").resolve(name + ".json"));
    }

    public JsonNode read() {
        try {
            return JSON.readTree(Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws AssertionError when the file differs; its message tells how to write it again */
    public void mustBe(JsonNode document) {
        try {
            String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
            String kept = Files.exists(path) ? Files.readString(path) : "";
            if (text.equals(kept)) {
                return;
            }
            if (Boolean.getBoolean(WRITE)) {
                Files.createDirectories(path.getParent());
                Files.writeString(path, text);
                return;
            }
            throw new AssertionError("""
                    %s is not what the code says, first here:
                      %s
                    To write it anew, and then see with git what has changed for clients:
                      ./holdfast api""".formatted(Checkout.root().relativize(path), firstDifference(kept, text)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstDifference(String kept, String text) {
        List<String> before = kept.lines().toList();
        List<String> now = text.lines().toList();
        int line = 0;
        while (line < before.size() && line < now.size() && before.get(line).equals(now.get(line))) {
            line++;
        }
        return "line %d: %s instead of %s"
                .formatted(
                        line + 1,
                        line < now.size() ? now.get(line).strip() : "nothing",
                        line < before.size() ? before.get(line).strip() : "nothing");
    }
}
