package io.holdfast.webclient.site;

import org.springframework.stereotype.Component;

/** Whether payments are simulated. In templates: {@code @sandbox}. */
@Component
public class Sandbox {

    private final boolean on;

    Sandbox(PaymentSettings settings) {
        on = settings.isSandbox();
    }

    public boolean isOn() {
        return on;
    }
}
