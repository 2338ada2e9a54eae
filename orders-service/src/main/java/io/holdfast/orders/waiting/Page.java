package io.holdfast.orders.waiting;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the book in which a waiting room lists its entries. Pages are numbered from 1 without gaps, are only added, and never change;
 * each is written by one insert whose id is the page's number, which only one of all replicas can make. So what is on which page, and
 * what came before the bell, is decided once.
 *
 * @param at when it was written
 * @param bell what closed the first part of the entries, whose places are drawn; null on all pages but one
 */
record Page(
        int number,
        Instant at,
        List<Listed> entries,
        @Nullable Bell bell) {

    Page {
        entries = List.copyOf(entries);
    }

    /**
     * An entry as it is listed.
     *
     * @param id as it is shown and drawn
     * @param visitor pseudonym of the account or guest
     * @param address pseudonym of a guest's address; null for an account
     */
    record Listed(String id, String visitor, @Nullable String address) {}

    /**
     * The end of the entries whose places are drawn: all on pages before.
     *
     * @param entries how many they are
     * @param root of their tree, in hexadecimal
     */
    record Bell(int entries, String root) {}
}
