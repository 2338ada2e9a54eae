package io.holdfast.simulation.documents;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** A document that is being updated. The original stays as it is: what is on the way to a change is copied first. */
final class EditedDocument {

    /** A document or array with a field that an update is about. */
    sealed interface Parent {

        @Nullable
        BsonValue get();

        void put(BsonValue value);

        void remove();
    }

    private static final int MOST_ELEMENTS = 1_500_000;

    private final Set<BsonValue> copies = Collections.newSetFromMap(new IdentityHashMap<>());
    private BsonDocument root;

    EditedDocument(BsonDocument original) {
        this.root = original;
    }

    BsonDocument result() {
        return root;
    }

    boolean isChanged() {
        return !copies.isEmpty();
    }

    @Nullable
    BsonValue get(String[] path) {
        BsonValue value = root;
        for (String field : path) {
            value = value == null ? null : child(value, field);
        }
        return value;
    }

    private static @Nullable BsonValue child(BsonValue parent, String field) {
        if (parent.isDocument()) {
            return parent.asDocument().get(field);
        }
        if (parent.isArray()) {
            int index = FilterPath.index(field);
            return index >= 0 && index < parent.asArray().size()
                    ? parent.asArray().get(index)
                    : null;
        }
        return null;
    }

    /**
     * The place of a field, to be changed.
     *
     * @throws ServerError if something that is no document or array is on the way
     */
    Parent create(String[] path) {
        BsonDocument own = ownRoot();
        BsonValue current = own;
        for (int i = 0; i < path.length - 1; i++) {
            Parent place = place(current, path[i]);
            BsonValue next = place.get();
            if (next == null) {
                next = new BsonDocument();
                copies.add(next);
                place.put(next);
            } else if (!next.isDocument() && !next.isArray()) {
                throw ServerError.pathNotViable(path[i + 1], new BsonDocument(path[i], next));
            } else if (!copies.contains(next)) {
                next = copyOf(next);
                copies.add(next);
                place.put(next);
            }
            current = next;
        }
        return place(current, path[path.length - 1]);
    }

    private static BsonValue copyOf(BsonValue value) {
        return value.isDocument() ? Bson.shallowCopy(value.asDocument()) : new BsonArray(value.asArray());
    }

    private BsonDocument ownRoot() {
        if (!copies.contains(root)) {
            root = Bson.shallowCopy(root);
            copies.add(root);
        }
        return root;
    }

    private static Parent place(BsonValue container, String field) {
        if (container.isDocument()) {
            return new InDocument(container.asDocument(), field);
        }
        int index = FilterPath.index(field);
        if (index < 0) {
            throw ServerError.pathNotViable(field, container);
        }
        return new InArray(container.asArray(), index);
    }

    private record InDocument(BsonDocument document, String field) implements Parent {

        @Override
        public @Nullable BsonValue get() {
            return document.get(field);
        }

        @Override
        public void put(BsonValue value) {
            document.put(field, value);
        }

        @Override
        public void remove() {
            document.remove(field);
        }
    }

    private record InArray(BsonArray array, int index) implements Parent {

        @Override
        public @Nullable BsonValue get() {
            return index < array.size() ? array.get(index) : null;
        }

        @Override
        public void put(BsonValue value) {
            if (index > MOST_ELEMENTS) {
                throw ServerError.badValue("The array would have too many elements");
            }
            while (array.size() <= index) {
                array.add(BsonNull.VALUE);
            }
            array.set(index, value);
        }

        /** An element that is removed leaves null in its place. */
        @Override
        public void remove() {
            if (index < array.size()) {
                array.set(index, BsonNull.VALUE);
            }
        }
    }
}
