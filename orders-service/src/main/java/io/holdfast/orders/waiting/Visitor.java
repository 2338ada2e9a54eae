package io.holdfast.orders.waiting;

import io.holdfast.web.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to enter or has entered, by the pseudonyms of one room.
 *
 * @param id of the account or guest
 * @param address of the visitor's address
 * @param guest whether it is someone without an account
 * @param proven whether the address is known to be an account's
 */
record Visitor(String id, String address, boolean guest, boolean proven) {

    static Visitor of(Caller caller, Secrets secrets) {
        return new Visitor(
                secrets.pseudonym("visitor " + caller.id()),
                secrets.pseudonym("address " + caller.email()),
                caller.guest(),
                !caller.guest() && !caller.rights().unproven());
    }

    /** What is listed of the address: of an account nothing. */
    @Nullable
    String listedAddress() {
        return guest ? address : null;
    }
}
