package io.holdfast.auth.account;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.contracts.AccountErased;
import io.holdfast.mail.MailConfiguration;
import io.holdfast.mail.MailDetail;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.messaging.Subscription;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The indexes, the background work and the mails of accounts. */
@Configuration(proxyBeanMethods = false)
@Import(MailConfiguration.class)
class AccountConfiguration {

    @Bean
    OutboxRelay accountsOutbox(OutboxRelays relays) {
        return relays.forCollection(Account.COLLECTION);
    }

    /** This service, too, removes an erased person when it handles the message: a crash delays it, and no more. */
    @Bean
    Subscription erasures(Erasure erasure) {
        return Subscription.durable("auth-erasures")
                .on(AccountErased.class, erasure::finish)
                .build();
    }

    @Bean
    CollectionIndexes accountIndexes() {
        return CollectionIndexes.of(
                Account.COLLECTION,
                new IndexModel(
                        Indexes.ascending("email"),
                        new IndexOptions().unique(true).name("email")),
                new IndexModel(Indexes.ascending("change.at"), new IndexOptions().name("open-changes")),
                CollectionIndexes.partial("proofDue", "due-proofs"),
                CollectionIndexes.partial("guestsDue", "due-guests"),
                CollectionIndexes.partial("standing.operatorSince", "operators"),
                CollectionIndexes.partial("standing.suspendedAt", "suspended"),
                LastMails.index());
    }

    @Bean
    BackgroundLoop openPasswordChanges(PasswordChanges changes) {
        return BackgroundLoop.every(Duration.ofSeconds(5), "password-changes")
                .pausingFirst()
                .run(changes::finishOpenChanges);
    }

    @Bean
    BackgroundLoop openLastMails(LastMails mails) {
        return BackgroundLoop.every(Duration.ofSeconds(5), "last-mails")
                .pausingFirst()
                .run(mails::finish);
    }

    @Bean
    MailDetail accountsOfMails() {
        return new MailDetail(AccountMails.ACCOUNT);
    }

    @Bean
    CollectionIndexes linkIndexes() {
        return CollectionIndexes.of(
                Link.COLLECTION,
                new IndexModel(Indexes.ascending("account"), new IndexOptions().name("account")),
                new IndexModel(Indexes.ascending("expiresAt"), new IndexOptions().name("expiry")));
    }

    @Bean
    BackgroundLoop expiredLinks(Links links) {
        return BackgroundLoop.every(Duration.ofHours(1), "expired-links").runInParts(links::deleteExpired);
    }

    @Bean
    CollectionIndexes identityIndexes() {
        return CollectionIndexes.of(
                Identity.COLLECTION, new IndexModel(Indexes.ascending("account"), new IndexOptions().name("account")));
    }

    @Bean
    CollectionIndexes identityRequestIndexes() {
        return CollectionIndexes.of(
                IdentityRequest.COLLECTION,
                new IndexModel(Indexes.ascending("expiresAt"), new IndexOptions().name("expiry")),
                CollectionIndexes.partial("account", "account"));
    }

    @Bean
    CollectionIndexes passkeyIndexes() {
        return CollectionIndexes.of(
                Passkey.COLLECTION, new IndexModel(Indexes.ascending("account"), new IndexOptions().name("account")));
    }

    @Bean
    BackgroundLoop expiredIdentityRequests(IdentityStore identities) {
        return BackgroundLoop.every(Duration.ofHours(1), "expired-identity-requests")
                .runInParts(identities::deleteExpired);
    }

    @Bean
    BackgroundLoop openSignUps(AccountMails mails) {
        return BackgroundLoop.every(Duration.ofSeconds(5), "open-sign-ups")
                .pausingFirst()
                .run(mails::finishSignUps);
    }

    @Bean
    BackgroundLoop secondFactorSecrets(SecondFactors factors) {
        return BackgroundLoop.every(Duration.ofHours(1), "second-factor-secrets")
                .run(factors::sealAgain);
    }
}
