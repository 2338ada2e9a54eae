package io.holdfast.simulation.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of mutants fits the code as it is: where code was moved, the list is to be changed with it. */
class MutantTests {

    private static final int LEAST = 30;

    private final Path root = Path.of("").toAbsolutePath().getParent().getParent();

    @Test
    void everyMutantCanBePlanted() throws IOException {
        List<Mutant> mutants = Mutant.readAll(root);
        assertThat(mutants).hasSizeGreaterThanOrEqualTo(LEAST);
        assertThat(mutants).extracting(Mutant::name).doesNotHaveDuplicates();
        for (Mutant mutant : mutants) {
            assertThat(mutant.what()).as(mutant.name()).isNotBlank();
            assertThat(mutant.caughtBy()).as(mutant.name()).matches("[a-z.]+\\.[A-Z]\\w+");
            assertThat(mutant.plant(root))
                    .as(mutant.name())
                    .isNotEqualTo(Files.readString(root.resolve(mutant.file())));
        }
    }

    @Test
    void everyMutantNamesATestThatIsThere() throws IOException {
        for (Mutant mutant : Mutant.readAll(root)) {
            String file = "src/test/java/%s.java".formatted(mutant.caughtBy().replace('.', '/'));
            try (Stream<Path> modules = Files.walk(root, 2)) {
                assertThat(modules.filter(module -> Files.exists(module.resolve(file))))
                        .as("%s, which is to find %s", mutant.caughtBy(), mutant.name())
                        .hasSize(1);
            }
        }
    }

    @Test
    void aTextThatIsGoneOrNotUniqueIsRefused(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("A.java"), "if (a\n    > b) { x(); } y(); y();");
        assertThat(mutant("if (a > b)", "if (true)").plant(directory)).isEqualTo("if (true) { x(); } y(); y();");
        assertThatIllegalStateException().isThrownBy(() -> mutant("z();", "").plant(directory));
        assertThatIllegalStateException().isThrownBy(() -> mutant("y();", "").plant(directory));
    }

    private static Mutant mutant(String before, String after) {
        return new Mutant("a", "breaks something", "A.java", "a.ATests", 0, before, after);
    }
}
