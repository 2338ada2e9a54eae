package io.holdfast.events.picture;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.runtime.BackgroundLoop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PictureConfiguration {

    @Bean
    CollectionIndexes pictureIndexes() {
        return CollectionIndexes.of(Picture.COLLECTION, new IndexModel(Indexes.ascending("nextTry")));
    }

    @Bean
    PictureFetcher pictureFetcher(PictureProperties properties) {
        Predicate<InetAddress> allowed = properties.ownNetwork() ? _ -> true : PublicAddresses::contain;
        return new PictureFetcher(
                InetAddress::getAllByName,
                allowed,
                properties.ports(),
                (int) properties.maxBytes().toBytes(),
                properties.timeLimit());
    }

    /** Pictures wait for buyers, not the other way round: one at a time at each replica. */
    @Bean
    @ConditionalOnProperty(name = "holdfast.events.pictures.fetch", matchIfMissing = true)
    BackgroundLoop pictureFetching(Pictures pictures) {
        return BackgroundLoop.every(Duration.ofSeconds(2), "pictures")
                .pausingFirst()
                .run(pictures::fetchDue);
    }

    /** What a crash between an edit and the intent to fetch left out, and what events from before pictures were fetched have. */
    @Bean
    BackgroundLoop forgottenPictures(Pictures pictures) {
        return BackgroundLoop.every(Duration.ofHours(6), "forgotten-pictures").run(pictures::wantAll);
    }
}
