package io.holdfast.mail;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** For who may reach the machine, what {@link OperatedMails} is for operators with a session. */
@Endpoint(id = "mails")
final class MailEndpoint {

    private final OperatedMails mails;

    MailEndpoint(OperatedMails mails) {
        this.mails = mails;
    }

    @ReadOperation
    OperatedMails.Overview overview() {
        return mails.overview();
    }

    @WriteOperation
    Map<String, Object> pause(boolean paused) {
        mails.pause(paused);
        return Map.of("paused", paused);
    }

    @WriteOperation
    @Nullable
    Map<String, Object> resend(@Selector String id) {
        return mails.resend(id) ? Map.of("waiting", true) : null;
    }
}
