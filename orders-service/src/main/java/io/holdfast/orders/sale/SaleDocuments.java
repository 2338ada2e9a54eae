package io.holdfast.orders.sale;

import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventState;
import io.holdfast.messaging.MessageJson;
import java.nio.charset.StandardCharsets;
import org.bson.Document;

/** What {@link SaleStore} stores of an event, read and written. */
final class SaleDocuments {

    private SaleDocuments() {}

    static Sale read(Document document) {
        byte[] body = document.getString("body").getBytes(StandardCharsets.UTF_8);
        EventState event = MessageJson.read(EventPublished.class, body).event();
        return new Sale(event, document.getBoolean("stocked", false));
    }

    static String body(EventState event) {
        return new String(MessageJson.write(new EventPublished(event)), StandardCharsets.UTF_8);
    }
}
