package io.holdfast.orders;

/** Keeps a collection that needs indexes. */
public interface Indexed {

    /** Creates those that are missing. */
    void createIndexes();
}
