package io.holdfast.mail;

import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Lays a mail out, as HTML and as plain text. One layout for all of them: a mail that looks right in a reader's program always does. */
final class MailTemplates {

    private static final String PATH = "io/holdfast/mail/";

    private final SpringTemplateEngine engine = new SpringTemplateEngine();

    MailTemplates() {
        engine.addTemplateResolver(resolver("mail.html", TemplateMode.HTML));
        engine.addTemplateResolver(resolver("mail.txt", TemplateMode.TEXT));
    }

    String html(MailContent content, MailTexts texts) {
        return render("mail.html", content, texts);
    }

    String text(MailContent content, MailTexts texts) {
        return render("mail.txt", content, texts).replaceAll("\n{3,}", "\n\n").strip() + "\n";
    }

    private String render(String template, MailContent content, MailTexts texts) {
        Context context = new Context(texts.language());
        context.setVariable("mail", content);
        context.setVariable("texts", texts);
        return engine.process(template, context);
    }

    private static ClassLoaderTemplateResolver resolver(String template, TemplateMode mode) {
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver(MailTemplates.class.getClassLoader());
        resolver.setPrefix(PATH);
        resolver.getResolvablePatternSpec().addPattern(template);
        resolver.setTemplateMode(mode);
        resolver.setCharacterEncoding("UTF-8");
        return resolver;
    }
}
