package io.holdfast.platform;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules about dependencies between modules that the compiler does not check. */
class ArchitectureTests {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.holdfast");

    /** By outermost class, it and all that are nested in it. */
    private static final Map<JavaClass, List<JavaClass>> NESTED =
            CLASSES.stream().collect(Collectors.groupingBy(ArchitectureTests::outermost));

    @Test
    void messagesDependOnNothing() {
        classes()
                .that()
                .resideInAPackage("io.holdfast.contracts..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.holdfast.contracts..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void aggregatesDependNeitherOnTheWebNorOnTheBroker() {
        noClasses()
                .that()
                .haveNameMatching(
                        "io\\.holdfast\\.(orders\\.order\\.Order|payments\\.payment\\.Payment|events\\.event\\.Event)")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.holdfast.web..", "org.springframework.web..", "org.springframework.http..", "io.nats..")
                .check(CLASSES);
    }

    @Test
    void onlyMessagingAndCommandsUseTheBroker() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.holdfast.messaging..",
                        "io.holdfast.check..",
                        "io.holdfast.backup..",
                        // As tests do.
                        "io.holdfast.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.nats..")
                .check(CLASSES);
    }

    @Test
    void theWebClientUsesNoMessages() {
        noClasses()
                .that()
                .resideInAPackage("io.holdfast.webclient..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.holdfast.contracts..", "io.holdfast.messaging..")
                .check(CLASSES);
    }

    @Test
    void servicesShareNoClasses() {
        slices().matching("io.holdfast.(auth|events|orders|payments|expiration|webclient)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void packagesOfAServiceFormNoCycles() {
        slices().matching("io.holdfast.(*).(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noTwoClassesUseEachOther() {
        assertThat(CLASSES.stream()
                        .map(ArchitectureTests::outermost)
                        .distinct()
                        .flatMap(ArchitectureTests::withUsedInReturn)
                        .distinct())
                .containsExactlyInAnyOrder(
                        // A value and what reads all of its kind from a table, or one as it was typed.
                        "Currency, CurrencyTable",
                        "AmountReader, TypedAmount",
                        // Pages draw into their document, which gives them its fonts.
                        "PdfDocument, PdfPage");
    }

    /** Pairs of a class and those that use it and are used by it, without those that extend it or that it extends. */
    private static Stream<String> withUsedInReturn(JavaClass one) {
        return used(one)
                .filter(other -> !one.isAssignableTo(other.getName()) && !other.isAssignableTo(one.getName()))
                .filter(other -> used(other).anyMatch(one::equals))
                .map(other -> Stream.of(one.getSimpleName(), other.getSimpleName())
                        .sorted()
                        .collect(Collectors.joining(", ")));
    }

    /** The classes that this one uses, or one nested in it. */
    private static Stream<JavaClass> used(JavaClass outermost) {
        return NESTED.get(outermost).stream()
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .map(dependency -> outermost(dependency.getTargetClass()))
                .filter(other -> NESTED.containsKey(other) && !other.equals(outermost))
                .distinct();
    }

    private static JavaClass outermost(JavaClass nested) {
        JavaClass outermost = nested.getBaseComponentType();
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return outermost;
    }

    @Test
    void theCheckUsesNoCodeOfTheServices() {
        noClasses()
                .that()
                .resideInAPackage("io.holdfast.check..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.holdfast..")
                        .and(not(resideInAnyPackage("io.holdfast.check..", "io.holdfast.local.."))))
                .check(CLASSES);
    }
}
