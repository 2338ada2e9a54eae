package io.holdfast.backup;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.bson.ByteBuf;
import org.bson.RawBsonDocument;

/** A compressed file of documents, in the format of {@code mongodump --gzip} and {@code mongorestore --gzip}. */
final class BsonFile {

    /** The size limit for a document in bytes: MongoDB's limit of 16 MiB with a margin. */
    private static final int MAX_SIZE = 17 * 1024 * 1024;

    private static final int LENGTH_BYTES = 4;

    private BsonFile() {}

    static final class Writer implements AutoCloseable {

        private final FileChannel file;
        private final GZIPOutputStream out;
        private long count;

        Writer(Path path) throws IOException {
            Files.createDirectories(path.getParent());
            this.file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            this.out = new GZIPOutputStream(new BufferedOutputStream(Channels.newOutputStream(file)));
        }

        void add(RawBsonDocument document) throws IOException {
            ByteBuf bytes = document.getByteBuffer();
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            out.write(copy);
            count++;
        }

        long count() {
            return count;
        }

        /** Returns when the file is on the disk. */
        @Override
        public void close() throws IOException {
            try (out) {
                out.finish();
                out.flush();
                file.force(true);
            }
        }
    }

    /**
     * Passes every document on, in order, and returns how many there were.
     *
     * @throws IOException when the file is damaged
     */
    static long read(Path file, Consumer<RawBsonDocument> consumer) throws IOException {
        long count = 0;
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            byte[] length = in.readNBytes(LENGTH_BYTES);
            while (length.length == LENGTH_BYTES) {
                int size =
                        ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
                if (size <= LENGTH_BYTES || size > MAX_SIZE) {
                    throw new IOException(file + " is damaged");
                }
                byte[] document = new byte[size];
                System.arraycopy(length, 0, document, 0, LENGTH_BYTES);
                if (in.readNBytes(document, LENGTH_BYTES, size - LENGTH_BYTES) < size - LENGTH_BYTES) {
                    throw new EOFException(file + " ends in the middle of a document");
                }
                consumer.accept(new RawBsonDocument(document));
                count++;
                length = in.readNBytes(LENGTH_BYTES);
            }
            if (length.length > 0) {
                throw new EOFException(file + " ends in the middle of a document");
            }
        }
        return count;
    }
}
