package io.holdfast.platform;

import io.holdfast.local.MailServer;
import io.holdfast.local.ReceivedMail;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * {@code /dev/mail}: every mail that this run has sent, as it would arrive. Only for requests to this machine by its own name: mails have
 * links in them that open accounts.
 */
final class DevMail {

    static final String PATH = "/dev/mail";

    private static final Pattern ONE = Pattern.compile(PATH + "/(\\d+-\\d+)(?:/(html|source|part/(\\d{1,3})))?");
    private static final Pattern LOCAL = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm:ss", Locale.ENGLISH).withZone(ZoneId.systemDefault());

    private final @Nullable MailServer server;
    private final TemplateEngine templates = templates();

    /** @param server null when mails go to a mail server of the user */
    DevMail(@Nullable MailServer server) {
        this.server = server;
    }

    /** Whether it answers this request. */
    static boolean isFor(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        return (path.equals(PATH) || path.startsWith(PATH + "/"))
                && request.authority() != null
                && LOCAL.matcher(request.authority().toString()).matches();
    }

    /** Answers the request; may take a moment. Returns true, for whom it is run by. */
    boolean answer(HttpServerRequest request) {
        send(request);
        return true;
    }

    private void send(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            request.response()
                    .setStatusCode(405)
                    .putHeader("Allow", "GET, HEAD")
                    .end();
            return;
        }
        String path = request.path();
        if (PATH.equals(path)) {
            Context context = new Context();
            context.setVariable("own", server == null);
            context.setVariable("mails", server == null ? List.of() : server.mails());
            sendPage(request, "list", context);
            return;
        }
        Matcher matcher = ONE.matcher(path);
        Optional<ReceivedMail> mail =
                server == null || !matcher.matches() ? Optional.empty() : server.find(matcher.group(1));
        if (mail.isEmpty()) {
            ErrorResponses.sendNotFound(request);
        } else {
            answer(request, mail.get(), matcher.group(2), matcher.group(3));
        }
    }

    private void answer(HttpServerRequest request, ReceivedMail mail, @Nullable String what, @Nullable String part) {
        if (what == null) {
            Context context = new Context();
            context.setVariable("mail", mail);
            sendPage(request, "mail", context);
        } else if (what.equals("html")) {
            // No scripts, and nothing from elsewhere: what this blocks, a reader's program blocks, too.
            response(request, "text/html; charset=UTF-8")
                    .putHeader(
                            "Content-Security-Policy",
                            "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
                                    + " allow-popups allow-top-navigation-by-user-activation")
                    .end(shown(mail));
        } else if (what.equals("source")) {
            response(request, "text/plain; charset=UTF-8").end(Buffer.buffer(mail.source()));
        } else {
            int number = Integer.parseInt(String.valueOf(part));
            if (number >= mail.parts().size()) {
                ErrorResponses.sendNotFound(request);
                return;
            }
            ReceivedMail.Part found = mail.parts().get(number);
            response(request, found.type())
                    .putHeader(
                            "Content-Disposition",
                            (found.contentId() == null ? "attachment" : "inline") + "; filename=\""
                                    + found.name().replaceAll("[^\\w.-]", "_") + "\"")
                    .end(Buffer.buffer(found.content()));
        }
    }

    /** The HTML with the mail's own pictures where a reader's program shows them, and links that open outside of the frame. */
    private static String shown(ReceivedMail mail) {
        String html = mail.html().replace("<a ", "<a target=\"_top\" ");
        for (int i = 0; i < mail.parts().size(); i++) {
            String id = mail.parts().get(i).contentId();
            if (id != null) {
                html = html.replace("cid:" + id, "%s/%s/part/%d".formatted(PATH, mail.id(), i));
            }
        }
        return html;
    }

    private void sendPage(HttpServerRequest request, String view, Context context) {
        context.setVariable("view", view);
        context.setVariable("moment", MOMENT);
        response(request, "text/html; charset=UTF-8")
                .putHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; frame-ancestors 'none'")
                .end(templates.process("mail.html", context));
    }

    private static HttpServerResponse response(HttpServerRequest request, String type) {
        return request.response()
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
    }

    private static TemplateEngine templates() {
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver(DevMail.class.getClassLoader());
        resolver.setPrefix("dev/");
        resolver.setTemplateMode(TemplateMode.HTML);
        resolver.setCharacterEncoding("UTF-8");
        TemplateEngine engine = new SpringTemplateEngine();
        engine.setTemplateResolver(resolver);
        return engine;
    }
}
