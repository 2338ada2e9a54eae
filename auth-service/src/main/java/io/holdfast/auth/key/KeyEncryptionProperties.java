package io.holdfast.auth.key;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys to encrypt private keys with, each 32 bytes in Base64. The first one encrypts, all decrypt. Without any, private keys are stored
 * in plain text, which is refused in production.
 *
 * @param keys separated by commas or white space
 * @param file with more of them
 */
@ConfigurationProperties("holdfast.auth.key-encryption")
record KeyEncryptionProperties(
        @DefaultValue("") String keys, @Nullable Path file) {

    /** Without the keys, which must not be logged. */
    @Override
    public String toString() {
        return "KeyEncryptionProperties[file=" + file + "]";
    }
}
