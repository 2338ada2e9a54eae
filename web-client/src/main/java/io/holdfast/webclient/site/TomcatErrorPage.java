package io.holdfast.webclient.site;

import io.holdfast.language.Language;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.resource.ResourceUrlProvider;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** The page for requests that Tomcat refuses before any filter runs, such as an address with a NUL character. */
@Component
class TomcatErrorPage implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final String STYLE = "/assets/holdfast.css";

    // Looked up at use, since this is created before most other beans.
    private final ObjectProvider<ITemplateEngine> templates;
    private final ObjectProvider<ResourceUrlProvider> assets;
    private final ObjectProvider<SecurityHeaders> headers;
    private final ObjectProvider<ReaderLanguage> languages;

    TomcatErrorPage(
            ObjectProvider<ITemplateEngine> templates,
            ObjectProvider<ResourceUrlProvider> assets,
            ObjectProvider<SecurityHeaders> headers,
            ObjectProvider<ReaderLanguage> languages) {
        this.templates = templates;
        this.assets = assets;
        this.headers = headers;
        this.languages = languages;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                // So that Tomcat does not add its own: it looks for a valve of this class.
                host.setErrorReportValveClass(ErrorPageValve.class.getName());
                host.getPipeline().addValve(new ErrorPageValve());
            }
        });
    }

    private String html(Request request, int status) {
        String style = Objects.requireNonNullElse(assets.getObject().getForLookupPath(STYLE), STYLE);
        String words = status < 500 ? "unread" : "5xx";
        Locale language = languages.getObject().resolveLocale(request);
        String direction = Language.of(language).orElse(Language.ENGLISH).direction();
        return templates
                .getObject()
                .process(
                        "error/last",
                        new Context(language, Map.of("style", style, "words", words, "direction", direction)));
    }

    private final class ErrorPageValve extends ErrorReportValve {

        @Override
        protected void report(Request request, Response response, @Nullable Throwable thrown) {
            if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            AtomicBoolean writable = new AtomicBoolean();
            response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, writable);
            if (!writable.get()) {
                return;
            }
            try {
                headers.getObject().addTo(response);
                response.setContentType(MediaType.TEXT_HTML_VALUE);
                response.setCharacterEncoding(StandardCharsets.UTF_8);
                response.getReporter().write(html(request, response.getStatus()));
                response.finishResponse();
            } catch (IOException | IllegalStateException e) {
                container.getLogger().debug("cannot answer " + response.getStatus(), e);
            }
        }
    }
}
