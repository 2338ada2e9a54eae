package io.holdfast.webclient.site;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Whether payments are only played. Templates know it as {@code @sandbox}. */
@Component
public class Sandbox {

    private final boolean on;

    /** @param provider payments-service's own setting, so that the pages cannot promise otherwise by mistake */
    Sandbox(@Value("${holdfast.payments.provider:sandbox}") String provider) {
        on = provider.equals("sandbox");
    }

    public boolean isOn() {
        return on;
    }
}
