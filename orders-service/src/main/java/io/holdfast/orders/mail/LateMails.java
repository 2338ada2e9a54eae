package io.holdfast.orders.mail;

import io.holdfast.mail.HandedOver;
import io.holdfast.mail.MailContent;
import io.holdfast.orders.sale.EventSummaries;
import io.holdfast.orders.sale.EventSummary;
import io.holdfast.orders.sale.NoticeStore;
import io.holdfast.orders.sale.Sales;
import org.springframework.stereotype.Component;

/**
 * Has the buyers of an event told once more when it changed while a mail about it was on its way. A mail server may take longer for it than
 * buyers wait for the notice of a change, which then knows nothing of that mail.
 */
@Component
class LateMails implements HandedOver {

    private final Sales sales;
    private final NoticeStore notices;

    LateMails(Sales sales, NoticeStore notices) {
        this.sales = sales;
        this.notices = notices;
    }

    /** A change of the last second may be missed here: its notice is still to come. */
    @Override
    public void handedOver(MailContent.Told told) {
        EventSummary shown = EventSummaries.ofText(told.what());
        sales.recent(told.about())
                .map(sale -> EventSummary.of(sale.event()))
                .filter(now -> now.version() > shown.version() && !now.tellsTheSameAs(shown))
                .ifPresent(_ -> notices.tellAgain(told.about()));
    }
}
