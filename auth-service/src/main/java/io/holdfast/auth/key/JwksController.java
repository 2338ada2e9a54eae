package io.holdfast.auth.key;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Publishes the public keys, with which other services verify tokens. */
@RestController
class JwksController {

    private final KeyRing keys;

    JwksController(KeyRing keys) {
        this.keys = keys;
    }

    /** The public keys that tokens are signed with, as a JWK Set (RFC 7517). */
    @GetMapping("/.well-known/jwks.json")
    Map<String, Object> jwks() {
        return keys.published().toJSONObject();
    }
}
