package io.holdfast.auth.key;

import io.holdfast.web.CachedKeys;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** A key that is withdrawn at another replica is not believed here for longer than the pause between two looks. */
@Component
class WithdrawnKeys {

    private final CachedKeys verifying;

    WithdrawnKeys(CachedKeys verifying) {
        this.verifying = verifying;
    }

    @Scheduled(initialDelayString = "PT3S", fixedDelayString = "PT3S")
    void look() {
        verifying.refresh();
    }
}
