package io.holdfast.mail;

import com.ibm.icu.text.IDNA;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.StreamProvider;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.util.MailStreamProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;

/** The mail server, to which mails are handed by SMTP. */
final class SmtpServer {

    static {
        // Or it is looked for on the class path several times for each mail, which takes a tenth of what a mail takes.
        System.setProperty(StreamProvider.class.getName(), MailStreamProvider.class.getName());
    }

    /** As in auth-service's addresses, and nontransitional: {@code straße.example} is not {@code strasse.example}, which may have another owner. */
    private static final IDNA DOMAINS = IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.USE_STD3_RULES | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

    private static final Pattern DOMAIN = Pattern.compile("(?<=@)[^@<>()\\s]+(?=[^@]*$)");

    private final JavaMailSenderImpl sender;
    private final InternetAddress from;
    private final String domain;
    private final MailTemplates templates;

    /** @param encrypted whether nothing is handed over without encryption, which is used in any case if the server can */
    SmtpServer(MailProperties properties, MailTemplates templates, boolean encrypted) {
        this.templates = templates;
        this.sender = sender(URI.create(String.valueOf(properties.smtp())), properties, encrypted);
        try {
            this.from = address(properties.from());
        } catch (AddressException e) {
            throw new IllegalArgumentException("holdfast.mail.from is no address: " + properties.from(), e);
        }
        this.domain = from.getAddress().substring(from.getAddress().indexOf('@') + 1);
    }

    /**
     * Hands a mail over. A mail that is handed over twice has the same {@code Message-ID} each time, by which readers' programs
     * recognize it.
     *
     * @throws MailRefused when the server refuses the address or the mail for good
     * @throws MailException when it did not take it now
     */
    void send(KeptMail mail, MailContent content, MailTexts texts) throws MailRefused {
        MimeMessage message;
        try {
            message = compose(mail, content, texts);
        } catch (AddressException e) {
            throw new MailRefused("not an address: " + e.getMessage());
        } catch (MessagingException e) {
            throw new MailSendException("The mail cannot be put together", e);
        }
        try {
            sender.send(message);
        } catch (MailSendException e) {
            String refusal = refusal(e);
            if (refusal != null) {
                throw new MailRefused(refusal);
            }
            throw e;
        }
    }

    private MimeMessage compose(KeptMail mail, MailContent content, MailTexts texts) throws MessagingException {
        MimeMessage message = sender.createMimeMessage();
        MimeMessageHelper helper =
                new MimeMessageHelper(message, MimeMessageHelper.MULTIPART_MODE_MIXED_RELATED, "UTF-8");
        helper.setFrom(from);
        helper.setTo(address(mail.mail().to()));
        InternetAddress replyTo = replyTo(content);
        if (replyTo != null) {
            helper.setReplyTo(replyTo);
        }
        Subjects.set(message, content.subject());
        helper.setSentDate(Date.from(mail.keptAt()));
        helper.setText(templates.text(content, texts), templates.html(content, texts));
        for (MailContent.Picture picture : content.pictures()) {
            helper.addInline(picture.id(), new ByteArrayResource(picture.png()), "image/png");
        }
        for (MailContent.Attachment attachment : content.attachments()) {
            helper.addAttachment(attachment.name(), new ByteArrayResource(attachment.content()), attachment.type());
        }
        message.setHeader("Message-ID", "<" + mail.id() + "@" + domain + ">");
        // RFC 3834: no out-of-office answers, please.
        message.setHeader("Auto-Submitted", "auto-generated");
        return message;
    }

    /** What the server answered, if that was a refusal (5xx) of this recipient or this mail; null for anything that may pass. */
    private static @Nullable String refusal(MailSendException e) {
        for (Exception failure : e.getMessageExceptions()) {
            @Nullable Exception cause = failure;
            while (cause != null) {
                int code = code(cause);
                if (code >= 500) {
                    return String.valueOf(cause.getMessage()).strip();
                }
                cause = cause instanceof MessagingException next ? next.getNextException() : null;
            }
        }
        return null;
    }

    /** Not of a refused sender or sign-in: that is an error of ours, which the operator may correct. */
    private static int code(Exception e) {
        return switch (e) {
            case SMTPAddressFailedException address -> address.getReturnCode();
            case SMTPSendFailedException mail
            when !mail.getCommand().toUpperCase(Locale.ROOT).startsWith("MAIL") -> mail.getReturnCode();
            case SendFailedException _ -> 0;
            default -> 0;
        };
    }

    /** Null also for what is no address: that is not the recipient's fault, who gets the mail nevertheless. */
    private static @Nullable InternetAddress replyTo(MailContent content) {
        if (content.replyTo() == null) {
            return null;
        }
        try {
            return address(content.replyTo());
        } catch (AddressException _) {
            return null;
        }
    }

    /** With the domain as the domain name system writes it. Before it is parsed: the parser knows no marks and joiners in a domain. */
    private static InternetAddress address(String text) throws AddressException {
        Matcher domain = DOMAIN.matcher(text);
        if (!domain.find()) {
            throw new AddressException("no domain", text);
        }
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = DOMAINS.nameToASCII(domain.group(), new StringBuilder(), info);
        if (info.hasErrors()) {
            throw new AddressException("not a domain", text);
        }
        InternetAddress address =
                new InternetAddress(text.substring(0, domain.start()) + ascii + text.substring(domain.end()), false);
        address.validate();
        return address;
    }

    private static JavaMailSenderImpl sender(URI smtp, MailProperties properties, boolean encrypted) {
        boolean tls = "smtps".equals(smtp.getScheme());
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setDefaultEncoding("UTF-8");
        sender.setHost(smtp.getHost());
        sender.setPort(smtp.getPort() > 0 ? smtp.getPort() : tls ? 465 : 587);
        Properties session = sender.getJavaMailProperties();
        String user = smtp.getRawUserInfo();
        if (user != null) {
            int colon = user.indexOf(':');
            sender.setUsername(decoded(colon < 0 ? user : user.substring(0, colon)));
            sender.setPassword(colon < 0 ? "" : decoded(user.substring(colon + 1)));
            session.put("mail.smtp.auth", "true");
        }
        String timeout = String.valueOf(properties.timeout().toMillis());
        session.put("mail.smtp.connectiontimeout", timeout);
        session.put("mail.smtp.timeout", timeout);
        session.put("mail.smtp.writetimeout", timeout);
        session.put("mail.mime.allowutf8", "true");
        session.put("mail.smtp.ssl.checkserveridentity", "true");
        session.put("mail.smtp.ssl.enable", String.valueOf(tls));
        session.put("mail.smtp.starttls.enable", "true");
        session.put("mail.smtp.starttls.required", String.valueOf(!tls && encrypted));
        return sender;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Who mails are from. */
    Address from() {
        return from;
    }
}
