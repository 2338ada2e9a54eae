package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;

class SecondFactorFilterTests {

    private final List<String> refused = new ArrayList<>();
    private final SecondFactorFilter filter = new SecondFactorFilter(
            request -> request.getRequestURI().equals("/refund"), (request, response, handler, problem) -> {
                refused.add(((ProblemException) problem).code());
                return null;
            });

    @AfterEach
    void clear() {
        SecurityContextHolder.clearContext();
    }

    @Test
    void onlySessionsWithACodeGiveMoneyBack() throws Exception {
        assertThat(passes("/refund", caller(true))).isTrue();
        assertThat(passes("/refund", caller(false))).isFalse();
        assertThat(refused).containsExactly("second-factor-needed");
    }

    @Test
    void everythingElseNeedsNone() throws Exception {
        assertThat(passes("/orders", caller(false))).isTrue();
        // Who is not signed in is refused later, with another problem.
        assertThat(passes("/refund", null)).isTrue();
    }

    private boolean passes(String uri, @Nullable Caller caller) throws Exception {
        SecurityContextHolder.getContext().setAuthentication(caller == null ? null : new CallerAuthentication(caller));
        MockFilterChain chain = new MockFilterChain();
        filter.doFilter(new MockHttpServletRequest("POST", uri), new MockHttpServletResponse(), chain);
        return chain.getRequest() != null;
    }

    private static Caller caller(boolean confirmed) {
        return new Caller("u1", "ada@example.org", null, "s1", "token", false, confirmed, Caller.Rights.USUAL);
    }
}
