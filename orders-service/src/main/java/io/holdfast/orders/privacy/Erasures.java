package io.holdfast.orders.privacy;

import io.holdfast.contracts.AccountErased;
import io.holdfast.contracts.GuestAdopted;
import io.holdfast.mail.Mails;
import io.holdfast.orders.mail.MailedOrders;
import io.holdfast.orders.order.PersonalData;
import io.holdfast.orders.person.ErasedAccounts;
import io.holdfast.orders.person.GuestLinks;
import io.holdfast.record.Recorder;
import java.time.Clock;
import org.springframework.stereotype.Component;

/**
 * Removes people, with an account or without, from orders, mails and the record. What is still needed, because an event that they have tickets for is not over
 * or money is on its way back to them, is removed once it is not: the erasure stays open until then.
 */
@Component
class Erasures {

    private final ErasedAccounts accounts;
    private final PersonalData people;
    private final GuestLinks links;
    private final Mails mails;
    private final Recorder record;
    private final Clock clock;

    Erasures(
            ErasedAccounts accounts, PersonalData people, GuestLinks links, Mails mails, Recorder record, Clock clock) {
        this.accounts = accounts;
        this.people = people;
        this.links = links;
        this.mails = mails;
        this.record = record;
        this.clock = clock;
    }

    /** Handles the message. It is noted first, so that the rest is done in any case. */
    void erase(AccountErased erased) {
        accounts.open(erased.accountId(), erased.erasedAt());
        finish(erased.accountId());
    }

    /** A guest's orders came into an account: if its owner is forgotten, they lose name and address, too. */
    void adopted(GuestAdopted adopted) {
        finish(adopted.accountId());
    }

    private void finish(String account) {
        accounts.findOpen(account).ifPresent(this::finish);
    }

    /** Goes on with those that are open. */
    void finishOpen() {
        accounts.forEachOpen(this::finish);
    }

    private void finish(ErasedAccounts.Open open) {
        String account = open.account();
        record.erase(account);
        if (people.erase(account, clock.instant())) {
            // While tickets are needed, or money is owed, mails about them are, too. After the orders: none is kept
            // with their address
            // any more.
            mails.eraseWith(MailedOrders.ORDER, people.ordersOf(account));
            // After the mails, which make them.
            links.forget(account);
            accounts.close(open);
        }
    }
}
