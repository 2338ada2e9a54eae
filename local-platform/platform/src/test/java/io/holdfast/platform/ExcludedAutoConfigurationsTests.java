package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.holdfast.telemetry.ExcludedAutoConfigurations;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.annotation.ImportCandidates;

class ExcludedAutoConfigurationsTests {

    private static final List<String> OFFERED = ImportCandidates.load(
                    AutoConfiguration.class, ExcludedAutoConfigurationsTests.class.getClassLoader())
            .getCandidates();

    /** Another version of Spring Boot may have other names. */
    @Test
    void everythingExcludedExistsInSpringBoot() {
        assertThat(OFFERED).containsAll(ExcludedAutoConfigurations.NAMES);
    }

    @Test
    void nothingElseIsExcluded() {
        boolean[] matches = new ExcludedAutoConfigurations()
                .match(OFFERED.toArray(String[]::new), mock(AutoConfigurationMetadata.class));
        for (int i = 0; i < matches.length; i++) {
            assertThat(matches[i])
                    .as(OFFERED.get(i))
                    .isNotEqualTo(ExcludedAutoConfigurations.NAMES.contains(OFFERED.get(i)));
        }
    }
}
