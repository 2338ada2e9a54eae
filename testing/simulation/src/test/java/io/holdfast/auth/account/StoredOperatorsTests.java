package io.holdfast.auth.account;

import static io.holdfast.auth.StoredAuth.NOON;
import static io.holdfast.auth.account.People.ADA;
import static io.holdfast.auth.account.People.NEW;
import static io.holdfast.auth.account.People.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.auth.StoredAuth;
import io.holdfast.web.Caller;
import io.holdfast.web.Operator;
import org.junit.jupiter.api.Test;

/** Who becomes an operator, and that no operator is suspended. */
class StoredOperatorsTests {

    private static final Operator OPERATOR =
            new Operator(new Caller("operator", "operator@example.org", null, "session", "token"));

    private final StoredAuth auth = new StoredAuth().withKey();
    private final People people = new People(auth);
    private final AccountStore accounts = auth.get(AccountStore.class);
    private final OperatedAccounts operated = auth.get(OperatedAccounts.class);

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
                    .isTrue();
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
