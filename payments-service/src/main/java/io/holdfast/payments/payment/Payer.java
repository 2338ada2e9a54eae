package io.holdfast.payments.payment;

import io.holdfast.web.Caller;
import io.holdfast.web.ClientNetwork;

/**
 * Who pays, and from where.
 *
 * @param buyerId the account, or the guest
 */
record Payer(String buyerId, ClientNetwork network) {

    /** @param address of the request, see {@link ClientNetwork#of} */
    static Payer of(Caller caller, String address) {
        return new Payer(caller.id(), ClientNetwork.of(address));
    }
}
