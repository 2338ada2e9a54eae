package io.holdfast.auth.account;

import static io.holdfast.auth.account.People.ADA;
import static io.holdfast.auth.account.People.HOME;
import static io.holdfast.auth.account.People.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.auth.StoredAuth;
import io.holdfast.web.Caller;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person from the identity provider gets the account of an address that the provider vouches for, and no other's. */
class StoredIdentitiesTests {

    private static final String MALLORY = "mallory@example.org";

    private final IdentityProvider provider = mock();
    private final AtomicReference<String> state = new AtomicReference<>();
    private final StoredAuth auth = new StoredAuth(Map.of(IdentityProvider.class, provider)).withKey();
    private final People people = new People(auth);
    private final Identities identities = auth.get(Identities.class);

    @BeforeEach
    void theProviderVouchesForAda() {
        when(provider.location(any(), any())).thenAnswer(call -> {
            state.set(call.getArgument(1));
            return "https://provider.example/";
        });
        whoComesBack(ADA, true);
    }

    private void whoComesBack(String email, boolean verified) {
        when(provider.confirm(any(), any(), any()))
                .thenReturn(new IdentityProvider.Person("issuer", "subject", email, verified, "Ada"));
    }

    private Identities.Back back(Identities.Begun begun) {
        return new Identities.Back(state.get(), "code", null, begun.browser());
    }

    @Test
    void anAccountThatAStrangerMakesAtTheSameTimeGivesWay() {
        Identities.Back back = back(identities.begin(HOME));
        auth.before("insert", "accounts", () -> people.begin(people.unproven("stranger", ADA)));

        assertThat(identities.signIn(back, HOME).userId()).isEqualTo("stranger");

        assertThat(people.stored("stranger").hasPassword()).isFalse();
        assertThat(people.stored("stranger").isProven()).isTrue();
        // That of the owner.
        assertThat(people.alive("stranger")).isOne();
    }

    @Test
    void anAddressThatTheProviderDoesNotVouchForFindsNoAccount() {
        people.proven("ada", ADA);
        whoComesBack(ADA, false);
        Identities.Back back = back(identities.begin(HOME));

        refused("address-not-verified", () -> identities.signIn(back, HOME));

        assertThat(people.alive("ada")).isZero();
    }

    /** Or a link with which a stranger came back would sign others in to the stranger's account. */
    @Test
    void onlyTheBrowserThatWentComesBack() {
        Identities.Begun begun = identities.begin(HOME);

        refused(
                "link-over",
                () -> identities.signIn(new Identities.Back(state.get(), "code", null, "another browser"), HOME));
        // It is used up by that.
        refused("link-over", () -> identities.signIn(back(begun), HOME));
    }

    @Test
    void whoWentToSignInLinksNoAccount() {
        Caller mallory = people.caller(people.begin(people.proven("mallory", MALLORY)));
        Identities.Back back = back(identities.begin(HOME));

        refused("link-over", () -> identities.link(mallory, back));

        assertThat(identities.list(mallory)).isEmpty();
    }

    @Test
    void aPersonIsLinkedToOneAccount() {
        people.proven("ada", ADA);
        identities.signIn(back(identities.begin(HOME)), HOME);
        Caller mallory = people.caller(people.begin(people.withoutPassword("mallory", MALLORY)));
        Identities.Back back = back(identities.begin(mallory, null, HOME));

        refused("linked-elsewhere", () -> identities.link(mallory, back));

        assertThat(identities.signIn(back(identities.begin(HOME)), HOME).userId())
                .isEqualTo("ada");
    }

    @Test
    void whoComesBackTooLateBeginsAnew() {
        Identities.Back back = back(identities.begin(HOME));
        auth.pass(Duration.ofMinutes(11));

        refused("link-over", () -> identities.signIn(back, HOME));
    }
}
