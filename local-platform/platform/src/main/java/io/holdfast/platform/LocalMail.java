package io.holdfast.platform;

import io.holdfast.local.MailServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where the mails of a run go: to the server that {@code HOLDFAST_MAIL_SMTP} names, otherwise to one that keeps them for {@link DevMail}. */
final class LocalMail {

    private static final String SMTP = "HOLDFAST_MAIL_SMTP";
    private static final String LINKS = "HOLDFAST_MAIL_LINKS";

    private final Map<String, String> settings;
    private final Optional<MailServer> server;

    private LocalMail(Map<String, String> settings, Optional<MailServer> server) {
        this.settings = settings;
        this.server = server;
    }

    /**
     * @param directory for the mails that are kept
     * @param url of the pages
     */
    static LocalMail start(Map<String, String> environment, Path directory, String url) {
        String own = environment.getOrDefault(SMTP, "");
        Optional<MailServer> server = own.isBlank() ? Optional.of(MailServer.start(directory)) : Optional.empty();
        Map<String, String> settings = new TreeMap<>();
        settings.put("holdfast.mail.smtp", server.map(MailServer::url).orElse(own));
        settings.put("holdfast.mail.links", environment.getOrDefault(LINKS, url));
        settings.put("holdfast.mail.shown-here", String.valueOf(server.isPresent()));
        return new LocalMail(settings, server);
    }

    /** The settings of a service that sends mails. */
    Map<String, String> settings() {
        return settings;
    }

    DevMail page() {
        return new DevMail(server.orElse(null));
    }

    /** Where mails can be seen, for people. */
    String description(String url) {
        return server.isPresent() ? url + DevMail.PATH : "sent by the server in HOLDFAST_MAIL_SMTP";
    }
}
