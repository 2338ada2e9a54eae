package io.holdfast.auth.account;

import static io.holdfast.auth.StoredAuth.NOON;
import static io.holdfast.auth.account.People.ADA;
import static io.holdfast.auth.account.People.HOME;
import static io.holdfast.auth.account.People.NEW;
import static io.holdfast.auth.account.People.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.auth.StoredAuth;
import io.holdfast.web.Caller;
import io.holdfast.web.Operator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who becomes an operator, and that no operator is suspended or forgotten. */
class StoredOperatorsTests {

    private static final Operator OPERATOR =
            new Operator(new Caller("operator", "operator@example.org", null, "session", "token"));

    private final Obligations obligations = mock(Obligations.class);
    private final StoredAuth auth = new StoredAuth(Map.of(Obligations.class, obligations)).withKey();
    private final People people = new People(auth);
    private final AccountStore accounts = auth.get(AccountStore.class);
    private final OperatedAccounts operated = auth.get(OperatedAccounts.class);

    @BeforeEach
    void nothingIsOpen() {
        when(obligations.of(any())).thenReturn(new Obligations.Open(List.of(), List.of()));
    }

    @Test
    void whoeverSignedUpWithTheAddressIsNoOperatorUntilItIsProven() {
        people.unproven("ada", ADA);

        refused("address-not-proven", () -> operated.grant(ADA));
        assertThat(people.stored("ada").isOperator()).isFalse();

        operated.vouch(ADA);
        assertThat(operated.grant(ADA)).isPresent();
        assertThat(people.stored("ada").isOperator()).isTrue();
    }

    /** It would be one once the suspension is lifted. */
    @Test
    void norIsASuspendedAccount() {
        people.unproven("ada", ADA);
        operated.suspend(OPERATOR, "ada", "fraud");

        refused("address-not-proven", () -> operated.grant(ADA));

        assertThat(people.stored("ada").isOperator()).isFalse();
    }

    @Test
    void theAccountThatWasLookedAtIsGranted() {
        people.proven("ada", ADA);
        auth.after("find", "accounts", () -> {
            Account.Move move = new Account.Move(NEW, NOON, true, true);
            accounts.plan(people.stored("ada"), move);
            assertThat(accounts.move(people.stored("ada"), move, Account.Change.ofOwner(NOON)))
                    .isPresent();
            people.unproven("stranger", ADA);
        });

        operated.grant(ADA);

        assertThat(people.stored("stranger").isOperator()).isFalse();
    }

    @Test
    void anAccountThatBecomesAnOperatorsMeanwhileIsNotSuspended() {
        people.proven("ada", ADA);
        auth.after("find", "accounts", () -> operated.grant(ADA));

        refused("is-operator", () -> operated.suspend(OPERATOR, "ada", "fraud"));

        assertThat(people.stored("ada").isSuspended()).isFalse();
        assertThat(people.stored("ada").isOperator()).isTrue();
    }

    @Test
    void anAccountThatBecomesAnOperatorsMeanwhileIsNotErased() {
        Caller caller = people.caller(people.begin(people.withoutPassword("ada", ADA)));
        auth.after("find", "accounts", () -> operated.grant(ADA));

        refused("is-operator", () -> auth.get(Erasure.class).erase(caller, null, HOME));

        assertThat(people.stored("ada").email()).isEqualTo(ADA);
        assertThat(people.stored("ada").isOperator()).isTrue();
    }

    @Test
    void anAccountThatIsErasedMeanwhileBecomesNoOperators() {
        Caller caller = people.caller(people.begin(people.withoutPassword("ada", ADA)));
        auth.after("find", "accounts", () -> auth.get(Erasure.class).erase(caller, null, HOME));

        refused("not-found", () -> operated.grant(ADA));

        assertThat(people.stored("ada").isOperator()).isFalse();
    }

    @Test
    void whoIsSuspendedOrOperatorNoLongerHasNoSession() {
        people.begin(people.proven("ada", ADA));
        operated.suspend(OPERATOR, "ada", "fraud");
        assertThat(people.alive("ada")).isZero();

        operated.lift(OPERATOR, "ada");
        operated.grant(ADA);
        people.begin(people.stored("ada"));
        operated.revoke(ADA);
        assertThat(people.alive("ada")).isZero();
    }
}
