package io.holdfast.auth.key;

import io.holdfast.web.CachedKeys;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.stereotype.Component;

/** For operators: {@code GET} lists the keys, {@code POST} rotates, {@code DELETE …/{kid}} withdraws one that leaked. */
@Component
@Endpoint(id = "signingkeys")
class SigningKeysEndpoint {

    record Key(int generation, String kid, Instant createdAt, Instant signsFrom) {
        static Key of(SigningKey key) {
            return new Key(key.generation(), key.kid(), key.createdAt(), key.signsFrom());
        }
    }

    record Rotated(String kid) {}

    private final KeyRing keys;
    private final CachedKeys verifying;

    SigningKeysEndpoint(KeyRing keys, CachedKeys verifying) {
        this.keys = keys;
        this.verifying = verifying;
    }

    @ReadOperation
    List<Key> list() {
        return keys.keys().stream().map(Key::of).toList();
    }

    @WriteOperation
    Rotated rotate() {
        return new Rotated(keys.rotate());
    }

    /** Null, which is answered with {@code 204}, when there is no such key. */
    @DeleteOperation
    @Nullable
    List<Key> withdraw(@Selector String kid) {
        if (!keys.withdraw(kid)) {
            return null;
        }
        verifying.refresh();
        return list();
    }
}
