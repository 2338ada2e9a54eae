package io.holdfast.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * A mail server on loopback that delivers nothing: it keeps the newest mails, for people to look at and for tests. It may be told how to
 * refuse mails, as real servers do.
 */
public final class MailServer implements AutoCloseable {

    private static final int KEPT = 500;
    private static final int MAX_SIZE = 30 * 1024 * 1024;
    private static final int MAX_CONNECTIONS = 200;
    private static final String SUFFIX = ".eml";

    /** What the server does with a mail, besides keeping it. */
    @FunctionalInterface
    public interface Rule {

        /**
         * Called when a mail has been received, before it is accepted. May wait, for a slow server.
         *
         * @throws RejectException to refuse it with a code: 4xx for now, 5xx for good; {@link
         *     org.subethamail.smtp.DropConnectionException} to cut the connection off
         */
        void check(ReceivedMail mail) throws RejectException;
    }

    private final SMTPServer server;
    private final @Nullable Path directory;

    /** The newest first. */
    private final Deque<KeptMail> mails = new ArrayDeque<>();

    private volatile @Nullable Rule rule;
    private long received;

    private MailServer(int port, @Nullable Path directory) {
        this.directory = directory;
        if (directory != null) {
            load(directory);
        }
        this.server = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("localhost")
                .softwareName("Holdfast")
                .maxMessageSize(MAX_SIZE)
                .maxConnections(MAX_CONNECTIONS)
                .messageHandlerFactory(context -> new Receiver())
                .build();
        server.start();
    }

    /** A server that keeps mails in memory. */
    public static MailServer start() {
        return new MailServer(Ports.free(), null);
    }

    /** A server that keeps mails in a directory, as one file each, and begins with those that are there. */
    public static MailServer start(Path directory) {
        return new MailServer(Ports.free(), directory);
    }

    /** Its address for {@code holdfast.mail.smtp}. */
    public String url() {
        return "smtp://127.0.0.1:" + server.getPort();
    }

    /** What to do with mails from now on. */
    public void rule(Rule rule) {
        this.rule = rule;
    }

    /** The mails that were accepted, the newest first. */
    public synchronized List<ReceivedMail> mails() {
        return mails.stream().map(KeptMail::read).toList();
    }

    /** The mails to this address, the newest first. */
    public List<ReceivedMail> mailsTo(String address) {
        return mails().stream()
                .filter(mail -> mail.to().equalsIgnoreCase(address))
                .toList();
    }

    public synchronized Optional<ReceivedMail> find(String id) {
        return mails.stream().filter(mail -> mail.id.equals(id)).findFirst().map(KeptMail::read);
    }

    private synchronized void keep(KeptMail mail) {
        if (directory != null) {
            write(directory, mail);
        }
        mails.addFirst(mail);
        while (mails.size() > KEPT) {
            KeptMail oldest = mails.removeLast();
            if (directory != null) {
                delete(file(directory, oldest.id));
            }
        }
    }

    private synchronized String nextId() {
        return "%d-%04d".formatted(System.currentTimeMillis(), received++ % 10_000);
    }

    private void load(Path from) {
        try {
            Files.createDirectories(from);
            try (Stream<Path> files = Files.list(from)) {
                List<Path> found = files.filter(file -> file.toString().endsWith(SUFFIX))
                        .sorted(Comparator.reverseOrder())
                        .limit(KEPT)
                        .toList();
                Iterator<Path> newestFirst = found.iterator();
                while (newestFirst.hasNext()) {
                    Path file = newestFirst.next();
                    String name = file.getFileName().toString();
                    mails.addLast(new KeptMail(
                            name.substring(0, name.length() - SUFFIX.length()),
                            "",
                            Files.getLastModifiedTime(file).toInstant(),
                            Files.readAllBytes(file)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Under its name only when it is complete. */
    private static void write(Path directory, KeptMail mail) {
        try {
            Path part = directory.resolve(mail.id + ".part");
            Files.write(part, mail.source);
            Files.move(part, file(directory, mail.id), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(Path directory, String id) {
        return directory.resolve(id + SUFFIX);
    }

    @Override
    public void close() {
        server.stop();
    }

    /** A mail, which is taken apart when it is first looked at: most never are. */
    private static final class KeptMail {

        private final String id;
        private final String recipient;
        private final Instant at;
        private final byte[] source;
        private @Nullable ReceivedMail read;

        KeptMail(String id, String recipient, Instant at, byte[] source) {
            this.id = id;
            this.recipient = recipient;
            this.at = at;
            this.source = source;
        }

        synchronized ReceivedMail read() {
            if (read == null) {
                read = ReceivedMail.of(id, recipient, at, source);
            }
            return read;
        }
    }

    /** One conversation. */
    private final class Receiver implements MessageHandler {

        private final List<String> recipients = new ArrayList<>();

        @Override
        public void from(String from) {}

        @Override
        public void recipient(String recipient) {
            recipients.add(recipient);
        }

        @Override
        public @Nullable String data(InputStream data) throws RejectException, IOException {
            byte[] source = data.readAllBytes();
            for (String recipient : recipients) {
                KeptMail mail = new KeptMail(nextId(), recipient, Instant.now(), source);
                Rule now = rule;
                if (now != null) {
                    now.check(mail.read());
                }
                keep(mail);
            }
            return null;
        }

        @Override
        public void done() {}
    }
}
