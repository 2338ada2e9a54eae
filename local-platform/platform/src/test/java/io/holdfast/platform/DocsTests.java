package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Texts for people use plain words, and name what is there. */
class DocsTests {

    private static final Path CHECKOUT = RunningHoldfast.checkout();

    /** The words that checkstyle finds in comments. */
    private static final Pattern WORDS = Pattern.compile("value=\"(\\(\\?i\\)\\\\b\\(said\\|[^\"]*)\"");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(?:#[^)\\s]*)?\\)");
    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w*)[\\w.]*`");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Tests|IT))\\b");

    @Test
    void wordsAreThoseOfTheGlossary() throws IOException {
        Matcher words = WORDS.matcher(Files.readString(CHECKOUT.resolve("checkstyle.xml")));
        assertThat(words.find()).isTrue();
        Pattern replaced = Pattern.compile(words.group(1));
        List<String> found = new ArrayList<>();
        for (Path page : pages()) {
            int number = 0;
            for (String line : Files.readAllLines(page)) {
                number++;
                if (replaced.matcher(line).find()) {
                    found.add(CHECKOUT.relativize(page) + ":" + number + " " + line);
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void theGlossaryNamesClassesThatThereAre() throws IOException {
        Set<String> classes = classes();
        assertThat(Files.readAllLines(CHECKOUT.resolve("docs/glossary.md")).stream()
                        .filter(line -> line.startsWith("| **"))
                        .map(line -> line.substring(line.lastIndexOf('|', line.length() - 2)))
                        .flatMap(named -> CLASS.matcher(named).results())
                        .map(result -> result.group(1)))
                .isNotEmpty()
                .allMatch(classes::contains);
    }

    @Test
    void testsThatAreNamedAreThere() throws IOException {
        Set<String> classes = classes();
        List<String> missing = new ArrayList<>();
        for (Path page : pages()) {
            TEST.matcher(Files.readString(page))
                    .results()
                    .map(test -> test.group(1))
                    .filter(test -> !classes.contains(test))
                    .forEach(test -> missing.add(CHECKOUT.relativize(page) + " " + test));
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void linksLeadToFilesThatThereAre() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (MatchResult link :
                    LINK.matcher(Files.readString(page)).results().toList()) {
                if (!Files.exists(page.resolveSibling(link.group(1)))) {
                    broken.add(CHECKOUT.relativize(page) + " " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static Set<String> classes() throws IOException {
        Set<String> classes = new HashSet<>();
        Files.walkFileTree(CHECKOUT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName().toString();
                boolean isMade = name.startsWith(".") || name.equals("target") || name.equals("node_modules");
                return isMade ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (name.endsWith(".java")) {
                    classes.add(name.substring(0, name.indexOf('.')));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return classes;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(CHECKOUT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(CHECKOUT.resolve("README.md"), CHECKOUT.resolve("CONTRIBUTING.md")),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .toList();
        }
    }
}
