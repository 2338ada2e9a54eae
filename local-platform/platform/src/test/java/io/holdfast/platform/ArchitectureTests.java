package io.holdfast.platform;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Rules about dependencies between modules that the compiler does not check. */
class ArchitectureTests {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.holdfast");

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
                .resideOutsideOfPackages("io.holdfast.messaging..", "io.holdfast.check..", "io.holdfast.backup..")
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
