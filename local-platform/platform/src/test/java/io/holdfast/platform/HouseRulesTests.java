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

/** The few rules of the house that a compiler does not know. */
class HouseRulesTests {

    private static final JavaClasses HOUSE = new ClassFileImporter()
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
                .check(HOUSE);
    }

    @Test
    void aggregatesKnowNeitherTheWebNorTheBroker() {
        noClasses()
                .that()
                .haveNameMatching(
                        "io\\.holdfast\\.(orders\\.order\\.Order|payments\\.payment\\.Payment|events\\.event\\.Event)")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.holdfast.web..", "org.springframework.web..", "org.springframework.http..", "io.nats..")
                .check(HOUSE);
    }

    @Test
    void onlyMessagingKnowsTheBroker() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.holdfast.messaging..", "io.holdfast.check..", "io.holdfast.backup..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.nats..")
                .check(HOUSE);
    }

    @Test
    void pagesKnowNoMessages() {
        noClasses()
                .that()
                .resideInAPackage("io.holdfast.webclient..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.holdfast.contracts..", "io.holdfast.messaging..")
                .check(HOUSE);
    }

    @Test
    void servicesKnowEachOtherByMessagesOnly() {
        slices().matching("io.holdfast.(auth|events|orders|payments|expiration|webclient)..")
                .should()
                .notDependOnEachOther()
                .check(HOUSE);
    }

    @Test
    void theWitnessSharesNothingWithThoseItWatches() {
        noClasses()
                .that()
                .resideInAPackage("io.holdfast.check..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.holdfast..")
                        .and(not(resideInAnyPackage("io.holdfast.check..", "io.holdfast.local.."))))
                .check(HOUSE);
    }
}
