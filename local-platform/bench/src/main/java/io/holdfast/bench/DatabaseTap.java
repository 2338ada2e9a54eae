package io.holdfast.bench;

import io.holdfast.bench.Statements.Count;
import io.holdfast.bench.Statements.Statement;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the services and their database server, hands on what they say, and counts their statements. It costs processor time
 * of its own, so what is timed with it is not comparable with what is timed without.
 */
final class DatabaseTap implements AutoCloseable {

    /** What is counted of a client that names itself so: nothing. */
    static final String UNCOUNTED = "bench";

    private static final int OP_MSG = 2013;
    private static final int HEADER = 16;
    private static final Map<String, String> LISTS =
            Map.of("insert", "documents", "update", "updates", "delete", "deletes");
    private static final Set<String> COUNTED =
            Set.of("insert", "update", "delete", "find", "aggregate", "count", "distinct", "findAndModify", "getMore");
    private static final int LONGEST = 50;

    private final int database;
    private final Statements statements;
    private final ServerSocket server;

    /** @param database the port of the database server on this machine */
    DatabaseTap(int database, Statements statements) throws IOException {
        this.database = database;
        this.statements = statements;
        this.server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("database-tap").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket target = new Socket(InetAddress.getLoopbackAddress(), database);
                client.setTcpNoDelay(true);
                target.setTcpNoDelay(true);
                new Connection(client, target).start();
            } catch (IOException e) {
                if (!server.isClosed()) {
                    System.err.println("A connection to the database failed: " + e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** One connection of a client. */
    private final class Connection {

        private record Asked(Count count, long since) {}

        private final Socket client;
        private final Socket target;
        private final Map<Integer, Asked> underway = new ConcurrentHashMap<>();
        private volatile boolean uncounted;

        Connection(Socket client, Socket target) {
            this.client = client;
            this.target = target;
        }

        void start() {
            Thread.ofVirtual().start(() -> copy(client, target, this::asked));
            Thread.ofVirtual().start(() -> copy(target, client, this::answered));
        }

        private void copy(Socket from, Socket to, Consumer<byte[]> look) {
            try (from;
                    to) {
                DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream(), 1 << 16));
                OutputStream out = to.getOutputStream();
                while (true) {
                    int length = Integer.reverseBytes(in.readInt());
                    byte[] message = new byte[length];
                    ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
                    in.readFully(message, Integer.BYTES, length - Integer.BYTES);
                    look.accept(message);
                    out.write(message);
                }
            } catch (EOFException e) {
                // The other side has closed.
            } catch (IOException e) {
                // Both sockets are closed; the driver connects again.
            }
        }

        private void answered(byte[] message) {
            Asked asked = underway.remove(number(message, 8));
            if (asked != null) {
                Statements.answered(asked.count, System.nanoTime() - asked.since);
            }
        }

        private void asked(byte[] message) {
            if (uncounted || number(message, 12) != OP_MSG) {
                uncounted |= mentions(message, UNCOUNTED);
                return;
            }
            int request = number(message, 4);
            BsonDocument command = new BsonDocument();
            Map<String, List<BsonDocument>> lists = new LinkedHashMap<>();
            int at = HEADER + Integer.BYTES;
            while (at < message.length - Integer.BYTES) {
                byte kind = message[at++];
                int size = number(message, at);
                if (kind == 0) {
                    command = document(message, at, size);
                } else {
                    read(message, at, size, lists);
                }
                at += size;
            }
            count(request, command, lists, message.length);
        }

        private void count(int request, BsonDocument command, Map<String, List<BsonDocument>> lists, long bytes) {
            String name = command.getFirstKey();
            if (name.equals("hello") && command.toString().contains("\"" + UNCOUNTED + "\"")) {
                uncounted = true;
            }
            if (!COUNTED.contains(name)) {
                return;
            }
            BsonValue collection = command.get(name.equals("getMore") ? "collection" : name);
            List<BsonDocument> written = documents(command, name, lists);
            Statement statement = new Statement(
                    command.getString("$db").getValue(),
                    collection != null && collection.isString()
                            ? collection.asString().getValue()
                            : "",
                    name,
                    details(name, command, written));
            long documents = LISTS.containsKey(name) ? ids(written) : ids(command);
            Count count = statements.sent(statement, documents, bytes);
            underway.put(request, new Asked(count, System.nanoTime()));
        }

        private static int number(byte[] message, int at) {
            return ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
        }

        private boolean mentions(byte[] message, String name) {
            return new String(message, StandardCharsets.ISO_8859_1).contains("\0" + name + "\0");
        }

        private static BsonDocument document(byte[] message, int at, int size) {
            return new RawBsonDocument(message, at, size);
        }

        /** A list that is sent beside the command. */
        private static void read(byte[] message, int at, int size, Map<String, List<BsonDocument>> lists) {
            int name = at + Integer.BYTES;
            int end = name;
            while (message[end] != 0) {
                end++;
            }
            List<BsonDocument> documents = new ArrayList<>();
            int next = end + 1;
            while (next < at + size) {
                int length = number(message, next);
                documents.add(document(message, next, length));
                next += length;
            }
            lists.put(new String(message, name, end - name, StandardCharsets.UTF_8), documents);
        }

        private static List<BsonDocument> documents(
                BsonDocument command, String name, Map<String, List<BsonDocument>> lists) {
            String list = LISTS.get(name);
            if (list == null) {
                return List.of();
            }
            return lists.containsKey(list)
                    ? lists.get(list)
                    : command.getArray(list).stream().map(BsonValue::asDocument).toList();
        }

        private static String details(String name, BsonDocument command, List<BsonDocument> written) {
            return switch (name) {
                case "update" ->
                    fields(written.getFirst().get("q")) + " → "
                            + changed(written.getFirst().get("u"));
                case "delete" -> fields(written.getFirst().get("q"));
                case "find" -> fields(command.get("filter"));
                case "count", "distinct" -> fields(command.get("query"));
                case "findAndModify" -> fields(command.get("query")) + " → " + changed(command.get("update"));
                case "aggregate" -> {
                    List<BsonValue> pipeline = command.getArray("pipeline").getValues();
                    yield pipeline.isEmpty()
                            ? ""
                            : fields(pipeline.getFirst().asDocument().get("$match"));
                }
                default -> "";
            };
        }

        private static String fields(@Nullable BsonValue filter) {
            return filter == null || !filter.isDocument()
                    ? ""
                    : shortened(
                            String.join(",", new TreeSet<>(filter.asDocument().keySet())));
        }

        private static String changed(@Nullable BsonValue update) {
            if (update == null || !update.isDocument()) {
                return "a pipeline";
            }
            Set<String> fields = new TreeSet<>();
            update.asDocument().values().forEach(part -> {
                if (part.isDocument()) {
                    fields.addAll(part.asDocument().keySet());
                }
            });
            return shortened(String.join(",", fields));
        }

        /** Ids that are part of a path say nothing. */
        private static String shortened(String text) {
            String plain = text.replaceAll("[0-9a-f]{16,}", "…");
            return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
        }

        private static long ids(List<BsonDocument> written) {
            return written.stream().mapToLong(each -> inList(each.get("q"))).sum();
        }

        private static long ids(BsonDocument command) {
            return inList(command.get("filter"));
        }

        private static long inList(@Nullable BsonValue filter) {
            return filter != null
                            && filter.isDocument()
                            && filter.asDocument().get("_id") instanceof BsonDocument id
                            && id.get("$in") instanceof BsonArray in
                    ? in.size()
                    : 1;
        }
    }
}
