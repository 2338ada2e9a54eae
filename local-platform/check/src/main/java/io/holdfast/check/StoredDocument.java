package io.holdfast.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.Binary;

/** A document as it is stored: numbers of any width, and fields that may be missing. */
record StoredDocument(Document document) {

    /** A document without a field it must have, or with another type in it. */
    static final class Unreadable extends RuntimeException {
        Unreadable(String message) {
            super(message);
        }
    }

    /** {@code _id}, or {@code id} in a part of a document. */
    String id() {
        return find("_id").or(() -> find("id")).orElseThrow(() -> new Unreadable("it has no id"));
    }

    boolean has(String field) {
        return document.get(field) != null;
    }

    String text(String field) {
        return find(field).orElseThrow(() -> new Unreadable("it has no " + field));
    }

    Optional<String> find(String field) {
        return Optional.ofNullable(document.get(field)).map(Object::toString);
    }

    byte[] bytes(String field) {
        if (document.get(field) instanceof Binary binary) {
            return binary.getData();
        }
        throw new Unreadable("its %s is %s, not bytes".formatted(field, document.get(field)));
    }

    long number(String field) {
        if (document.get(field) instanceof Number number) {
            return number.longValue();
        }
        throw new Unreadable("its %s is %s, not a number".formatted(field, document.get(field)));
    }

    long number(String field, long otherwise) {
        return has(field) ? number(field) : otherwise;
    }

    boolean flag(String field) {
        return document.get(field) instanceof Boolean flag && flag;
    }

    Instant instant(String field) {
        return findInstant(field).orElseThrow(() -> new Unreadable("it has no " + field));
    }

    Optional<Instant> findInstant(String field) {
        return document.get(field) instanceof Date date ? Optional.of(date.toInstant()) : Optional.empty();
    }

    Optional<StoredDocument> part(String field) {
        return document.get(field) instanceof Document part ? Optional.of(new StoredDocument(part)) : Optional.empty();
    }

    /** The documents in a list; none if there is no such list. */
    List<StoredDocument> list(String field) {
        List<StoredDocument> parts = new ArrayList<>();
        if (document.get(field) instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Document part) {
                    parts.add(new StoredDocument(part));
                }
            }
        }
        return parts;
    }

    /** The values in a list, as text; none if there is no such list. */
    List<String> texts(String field) {
        return document.get(field) instanceof List<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The documents that a document keeps by name; none if there is no such field. */
    Map<String, StoredDocument> parts(String field) {
        Map<String, StoredDocument> parts = new LinkedHashMap<>();
        part(field)
                .ifPresent(all -> all.document().forEach((name, value) -> {
                    if (value instanceof Document part) {
                        parts.put(name, new StoredDocument(part));
                    }
                }));
        return parts;
    }
}
