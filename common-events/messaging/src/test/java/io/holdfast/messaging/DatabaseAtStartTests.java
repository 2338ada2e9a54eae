package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoQueryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

class DatabaseAtStartTests {

    private static final ServerAddress SERVER = new ServerAddress();

    @Test
    void everyDatabaseIsWaitedForButOneThatRefusesUs() {
        MongoException startingUp =
                new MongoQueryException(error("InternalError", 1, "the database system is starting up"), SERVER);
        MongoException unauthorized = new MongoCommandException(error("Unauthorized", 13, "not authorized"), SERVER);

        assertThat(DatabaseAtStart.isRefusal(startingUp)).isFalse();
        assertThat(DatabaseAtStart.isRefusal(new MongoTimeoutException("no server")))
                .isFalse();
        assertThat(DatabaseAtStart.isRefusal(unauthorized)).isTrue();
        assertThat(DatabaseAtStart.isRefusal(new MongoSecurityException(null, "wrong password")))
                .isTrue();
    }

    private static BsonDocument error(String name, int code, String message) {
        return BsonDocument.parse("{ok: 0, errmsg: '%s', code: %d, codeName: '%s'}".formatted(message, code, name));
    }
}
