package io.holdfast.orders.record;

import io.holdfast.orders.sale.OrganizerSales;
import io.holdfast.record.RecordEntry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Caller;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/orders}: who did what with orders. */
@RestController
@RequestMapping("/api/orders")
class OrderRecordController {

    private final Recorder record;
    private final OrganizerSales sales;

    OrderRecordController(Recorder record, OrganizerSales sales) {
        this.record = record;
        this.sales = sales;
    }

    /** What was done with the caller's orders, and what the caller did with those of others: refunds, check-ins; the newest first. */
    @GetMapping("/record")
    Page<RecordEntry> ownRecord(Caller caller, PageRequest page) {
        return record.ofAccount(caller.id(), page);
    }

    /** What was done with the orders of an event, for its organizer, the newest first. */
    @GetMapping("/events/{eventId}/record")
    Page<RecordEntry> eventRecord(Caller caller, @PathVariable String eventId, PageRequest page) {
        sales.find(caller, eventId);
        return record.ofEvent(eventId, caller.id(), page);
    }
}
