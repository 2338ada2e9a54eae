package io.holdfast.platform;

import static io.holdfast.platform.Manifests.at;
import static io.holdfast.platform.Manifests.list;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Skaffold names an image by the contents of the paths that it is given: of what they leave out, the old image is deployed. */
class SkaffoldTests {

    private static final Path CHECKOUT = RunningHoldfast.checkout();
    private static final Set<String> WRITTEN = Set.of("target", ".git", ".holdfast", "node_modules");
    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>(.*?)</dependency>");
    private static final Pattern OURS = Pattern.compile("<groupId>io\\.holdfast</groupId>\\s*<artifactId>(.*?)<");

    @Test
    void everyModuleThatIsInAnImageIsAmongItsPaths() throws IOException {
        List<Path> sources = sources();
        Map<String, Path> modules = modules(sources);
        List<Map<?, ?>> artifacts = list(at(
                new Yaml(new SafeConstructor(new LoaderOptions()))
                        .load(Files.readString(CHECKOUT.resolve("skaffold.yaml"))),
                "build",
                "artifacts"));
        assertThat(artifacts).hasSize(6);
        for (Map<?, ?> artifact : artifacts) {
            String image = String.valueOf(artifact.get("image")).replace("holdfast/", "");
            List<?> paths = (List<?>) at(artifact, "custom", "dependencies", "paths");
            Set<String> needed = needed(image, modules);
            assertThat(needed).contains(image, "common-telemetry", "common-runtime");
            for (String module : needed) {
                Path directory = CHECKOUT.relativize(modules.get(module));
                for (String part : List.of("src/main", "pom.xml")) {
                    assertThat(paths)
                            .as("%s of %s in %s", part, module, image)
                            .anyMatch(path -> FileSystems.getDefault()
                                    .getPathMatcher("glob:" + path)
                                    .matches(directory.resolve(part)));
                }
            }
            // Skaffold refuses a pattern that matches nothing.
            for (Object path : paths) {
                assertThat(sources)
                        .as("%s of %s", path, image)
                        .anyMatch(FileSystems.getDefault().getPathMatcher("glob:" + path)::matches);
            }
        }
    }

    /** What is four levels deep at most, relative to the checkout, without what builds beside this test write. */
    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(CHECKOUT, Set.of(), 4, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (WRITTEN.contains(String.valueOf(directory.getFileName()))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return visitFile(directory, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sources.add(CHECKOUT.relativize(file));
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }

    /** The directory of each module. */
    private static Map<String, Path> modules(List<Path> sources) throws IOException {
        Map<String, Path> modules = new HashMap<>();
        for (Path source : sources) {
            if (!source.endsWith("pom.xml")) {
                continue;
            }
            Path pom = CHECKOUT.resolve(source);
            String own = Files.readString(pom).replaceFirst("(?s)<parent>.*?</parent>", "");
            MatchResult name = Pattern.compile("<artifactId>(.*?)<")
                    .matcher(own)
                    .results()
                    .findFirst()
                    .orElseThrow();
            modules.put(name.group(1), pom.getParent());
        }
        return modules;
    }

    /** A module and those of ours that it needs when it runs, directly or not. */
    private static Set<String> needed(String first, Map<String, Path> modules) throws IOException {
        Set<String> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            String module = open.pop();
            if (needed.add(module)) {
                DEPENDENCY
                        .matcher(Files.readString(modules.get(module).resolve("pom.xml")))
                        .results()
                        .map(dependency -> dependency.group(1))
                        .filter(dependency -> !dependency.contains("<scope>test</scope>"))
                        .forEach(dependency ->
                                OURS.matcher(dependency).results().forEach(ours -> open.push(ours.group(1))));
            }
        }
        return needed;
    }
}
