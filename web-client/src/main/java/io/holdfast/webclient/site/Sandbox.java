package io.holdfast.webclient.site;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Whether payments are simulated. In templates: {@code @sandbox}. */
@Component
public class Sandbox {

    private final boolean on;

    /** @param provider the setting of payments-service, so that the pages cannot differ from it */
    Sandbox(@Value("${holdfast.payments.provider:sandbox}") String provider) {
        on = provider.equals("sandbox");
    }

    public boolean isOn() {
        return on;
    }
}
