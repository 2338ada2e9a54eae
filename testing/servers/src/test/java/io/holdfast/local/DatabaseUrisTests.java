package io.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseUrisTests {

    @ParameterizedTest
    @CsvSource({
        "mongodb://db:27017, mongodb://db:27017/holdfast_orders",
        "mongodb://db:27017/, mongodb://db:27017/holdfast_orders",
        "mongodb://db/shop, mongodb://db/shop_orders",
        "mongodb://db/?replicaSet=rs0, mongodb://db/holdfast_orders?replicaSet=rs0",
        "mongodb://db?tls=true, mongodb://db/holdfast_orders?tls=true",
        "mongodb+srv://u:p@db/shop?w=1, mongodb+srv://u:p@db/shop_orders?authSource=shop&w=1",
        "mongodb://u:p@db/shop?authSource=admin, mongodb://u:p@db/shop_orders?authSource=admin",
        "'mongodb://a:1,b:2/shop', 'mongodb://a:1,b:2/shop_orders'",
    })
    void givesEachServiceADatabaseOfItsOwn(String base, String expected) {
        assertThat(DatabaseUris.ofService(base, "orders")).isEqualTo(expected);
    }
}
