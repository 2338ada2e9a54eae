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

/** Documents one after another, compressed: what {@code mongodump --gzip} writes and {@code mongorestore --gzip} reads. */
final class BsonFile {

    /** Of a document, with a margin: MongoDB takes none that are larger than 16 MiB. */
    private static final int LARGEST = 17 * 1024 * 1024;

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

        /** It is on the disk when this returns. */
        @Override
        public void close() throws IOException {
            try (out) {
                out.finish();
                out.flush();
                file.force(true);
            }
        }
    }

    /** Hands every document on, in order, and says how many there were. */
    static long read(Path file, Consumer<RawBsonDocument> each) throws IOException {
        long count = 0;
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            byte[] length = in.readNBytes(LENGTH_BYTES);
            while (length.length == LENGTH_BYTES) {
                int size =
                        ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
                if (size <= LENGTH_BYTES || size > LARGEST) {
                    throw new IOException(file + " is damaged");
                }
                byte[] document = new byte[size];
                System.arraycopy(length, 0, document, 0, LENGTH_BYTES);
                if (in.readNBytes(document, LENGTH_BYTES, size - LENGTH_BYTES) < size - LENGTH_BYTES) {
                    throw new EOFException(file + " ends in the middle of a document");
                }
                each.accept(new RawBsonDocument(document));
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
