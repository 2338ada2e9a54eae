package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class TemplatesTests {

    private static final Path TEMPLATES = Path.of("src/main/resources/webclient/templates");
    private static final int LONGEST_LINE = 140;

    /** What a browser would check by itself, and complain about in a bubble over the button. */
    private static final String CHECKED =
            "[required], [th:required], [pattern], [type=email], [type=url], [type=number]";

    /** What a person typed, where it is not put into a message, which isolates it. */
    private static final Pattern TYPED =
            Pattern.compile("\\$\\{(?:[\\w.]+\\(\\)\\.)*\\w+\\.(?:name|holder|reason|description|tierName)\\(\\)}"
                    + "|@formats\\.place\\(|\\.readable\\(");

    private static final Pattern MESSAGE = Pattern.compile("#\\{[^{}]*(?:\\{[^{}]*}[^{}]*)*}");

    /** They show what no person typed. */
    private static final Set<String> OF_PROGRAMS = Set.of("api/docs", "form/address");

    /** Free text, which codes and amounts are not. */
    private static final String FREE_TEXT =
            "input:not([type]):not([inputmode]):not([name=code]), input[type=search], textarea";

    @Test
    void wordsOfPeopleRunInTheirOwnDirection() throws IOException {
        List<String> found = new ArrayList<>();
        templates().forEach((name, template) -> {
            for (Element free : template.select(FREE_TEXT)) {
                addIfWithoutDirection(found, name, free);
            }
            for (Element text : template.select("[th:text]:not(title)")) {
                String said = MESSAGE.matcher(text.attr("th:text")).replaceAll("");
                if (TYPED.matcher(said).find() && !OF_PROGRAMS.contains(name) && text.closest("svg") == null) {
                    addIfWithoutDirection(found, name, text);
                }
            }
        });
        assertThat(found).as("neither dir nor bdi").isEmpty();
    }

    private static void addIfWithoutDirection(List<String> found, String name, Element element) {
        if (!element.hasAttr("dir")
                && !element.hasAttr("th:dir")
                && !element.normalName().equals("bdi")) {
            found.add(name + ": " + element.attributes());
        }
    }

    @Test
    void linesFitOnAScreen() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : files()) {
            tooLong.addAll(tooLong(file));
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

    @Test
    void formsLeaveItToThePageToSayWhatIsWrong() throws IOException {
        Map<String, Document> templates = templates();
        List<String> withFields = templates.entrySet().stream()
                .filter(template ->
                        template.getValue().select(CHECKED).stream().anyMatch(field -> field.closest("form") == null))
                .map(Map.Entry::getKey)
                .toList();
        List<String> found = new ArrayList<>();
        templates.forEach((name, template) -> {
            for (Element form : template.select("form:not([novalidate])")) {
                boolean isChecked = !form.select(CHECKED).isEmpty()
                        || form.select("[th:replace]").eachAttr("th:replace").stream()
                                .anyMatch(from ->
                                        withFields.stream().anyMatch(each -> from.startsWith("~{" + each + " ")));
                if (isChecked) {
                    found.add(name + ": " + form.attributes());
                }
            }
        });
        assertThat(withFields).contains("account/fields", "form/field");
        assertThat(found).as("forms without novalidate").isEmpty();
    }

    @Test
    void everyPageDescribesItself() throws IOException {
        List<String> found = new ArrayList<>();
        templates().forEach((name, template) -> {
            String page = template.selectFirst("html").attr("th:replace");
            if (page.startsWith("~{layout :: page(")
                    && !page.contains("~{head :: description}")
                    && template.select("meta[name=description]").isEmpty()) {
                found.add(name);
            }
        });
        assertThat(found).as("pages without meta description").isEmpty();
    }

    private static Map<String, Document> templates() throws IOException {
        Map<String, Document> templates = new TreeMap<>();
        for (Path file : files()) {
            String name = TEMPLATES.relativize(file).toString().replace(".html", "");
            templates.put(name, Jsoup.parse(Files.readString(file)));
        }
        return templates;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(TEMPLATES)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
