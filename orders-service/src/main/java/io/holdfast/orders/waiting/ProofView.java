package io.holdfast.orders.waiting;

import java.util.List;

/**
 * That an entry was in the draw: the hashes beside its path through the tree, from the leaf to the root (RFC 6962, section 2.1.1).
 *
 * @param number of the entry, from 1
 * @param entries how many places were drawn
 * @param root in hexadecimal
 * @param path in hexadecimal
 */
record ProofView(String entry, int number, int entries, String root, List<String> path) {

    ProofView {
        path = List.copyOf(path);
    }
}
