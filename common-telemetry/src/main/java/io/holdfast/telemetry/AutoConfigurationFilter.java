package io.holdfast.telemetry;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/** Leaves out some of what Spring Boot would set up, by name. */
abstract class AutoConfigurationFilter implements AutoConfigurationImportFilter {

    /** @param name of an auto-configuration's class */
    abstract boolean leavesOut(String name);

    @Override
    public final boolean[] match(@Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[autoConfigurations.length];
        for (int i = 0; i < matches.length; i++) {
            String name = autoConfigurations[i];
            matches[i] = name == null || !leavesOut(name);
        }
        return matches;
    }
}
