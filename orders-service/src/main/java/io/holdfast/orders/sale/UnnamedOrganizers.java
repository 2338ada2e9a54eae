package io.holdfast.orders.sale;

import com.mongodb.client.model.Projections;
import io.holdfast.messaging.Migration;
import io.holdfast.orders.inventory.BuyersFirst;
import java.time.Duration;
import java.util.List;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/** Earlier releases stored events without noting whose they are. This notes it, once for a database. */
@Component
class UnnamedOrganizers {

    private static final String NAMED = "named-organizers";

    private final SaleStore sales;
    private final Migration migration;

    UnnamedOrganizers(MongoTemplate mongo, SaleStore sales, BuyersFirst buyers) {
        this.sales = sales;
        this.migration = new Migration(
                NAMED,
                mongo,
                SaleStore.COLLECTION,
                Projections.include(SaleStore.ORGANIZER),
                buyers::restAfter,
                this::name);
    }

    /** Notes whose the next events are; returns when to go on. */
    Duration nameNext() {
        return migration.next();
    }

    private void name(List<Document> found) {
        sales.nameOrganizers(found.stream()
                .filter(sale -> !sale.containsKey(SaleStore.ORGANIZER))
                .map(sale -> sale.getString("_id"))
                .toList());
    }
}
