package io.holdfast.telemetry;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/** Excludes auto-configurations by name. */
abstract class AutoConfigurationFilter implements AutoConfigurationImportFilter {

    /** @param name the class name of an auto-configuration */
    abstract boolean excludes(String name);

    @Override
    public final boolean[] match(@Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[autoConfigurations.length];
        for (int i = 0; i < matches.length; i++) {
            String name = autoConfigurations[i];
            matches[i] = name == null || !excludes(name);
        }
        return matches;
    }
}
