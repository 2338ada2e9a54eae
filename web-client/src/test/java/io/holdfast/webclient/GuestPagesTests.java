package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.server.PathContainer;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.web.util.pattern.PathPatternParser;

/** What the pages of orders offer to a guest: the services let a guest do no more than they name. */
class GuestPagesTests extends PagesFixture {

    private static final String HELD = FakeServices.order("held", "AWAITING_PAYMENT", "\"getsReceipt\": true");
    private static final String PAID = FakeServices.order("paid", "COMPLETED", """
            "hasReceipt": true, "getsReceipt": true, "electronicInvoice": true,
            "sellableUntil": "2030-12-04T19:00:00Z", "returnableUntil": "2030-12-04T19:00:00Z",
            "eventWhenBought": {"name": "Mass", "startsAt": "2030-12-04T19:00:00Z", "endsAt": "2030-12-04T22:00:00Z",
                                "timezone": "Europe/Madrid", "venue": {"name": "Teatro Real", "city": "Madrid"}}""");
    private static final String EXPIRED = FakeServices.order("expired", "EXPIRED", "");

    @BeforeEach
    void aGuestHasOrders() {
        SERVICES.answer("GET /api/users/currentuser", 200, """
                {"currentUser": null, "guest": {"id": "g1", "email": "ada@example.com", "name": "Ada"}}""");
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.event("e1", "Requiem", "available", 80));
        SERVICES.answer("GET /api/orders", 200, """
                {"items": [%s, %s, %s], "nextCursor": null}""".formatted(HELD, PAID, EXPIRED));
        SERVICES.answer("GET /api/orders/held", 200, HELD);
        SERVICES.answer("GET /api/orders/paid", 200, PAID);
        SERVICES.answer("GET /api/orders/expired", 200, EXPIRED);
        SERVICES.answer("GET /api/orders/paid/tickets", 200, FakeServices.tickets());
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("held", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
    }

    @Test
    void theServicesAllowAGuestAllThatThePagesOfOrdersOffer() throws Exception {
        Set<String> calls = offered();

        assertThat(calls)
                .contains(
                        "DELETE /api/orders/held",
                        "POST /api/orders/held/reminder",
                        "PUT /api/orders/held/invoice-address",
                        "POST /api/payments",
                        "POST /api/orders",
                        "POST /api/orders/sell",
                        "GET /api/orders/paid/tickets.pdf",
                        "GET /api/orders/paid/receipts.pdf",
                        "GET /api/orders/paid/invoice.xml");
        List<String> allowed = Stream.of("orders", "payments")
                .flatMap(GuestPagesTests::guestRoutes)
                .toList();
        assertThat(calls)
                .filteredOn(call -> allowed.stream().noneMatch(route -> matches(route, call)))
                .as("refused")
                .isEmpty();
    }

    @Test
    void aGuestGetsWhatIsKeptAsOneFileOnceTheAddressIsProven() throws Exception {
        SERVICES.problem("GET /api/users/guest/personal-data", 409, "address-not-proven");
        assertThat(page("/orders").select("main a[href=/guest/data]")).hasSize(1);
        assertThat(page("/guest/data").select("main [role=alert]")).isEmpty();
        assertThat(page("/guest/data").select("form[action=/guest/erase] p").text())
                .as("the conditions, before anything is sent")
                .contains(
                        "within the last 15 minutes with the link in one of our mails",
                        "none of these tickets are for an event");
        mvc.perform(asGuest(get("/guest/data/file"))).andExpect(redirectedUrl("/guest/data?prove"));
        assertThat(page("/guest/data?prove").select("main [role=alert]").text()).contains("link in one of our mails");

        SERVICES.answer("GET /api/users/guest/personal-data", 200, """
                {"id": "g1", "email": "ada@example.com", "name": "Ada", "sessions": []}""");
        SERVICES.answer("GET /api/orders/personal-data", 200, """
                {"orders": [{"order": {"id": "paid", "paymentId": "p1"}, "holder": "Ada"},
                            {"order": {"id": "adopted", "paymentId": "p2"}, "holder": "Ada"}],
                 "mails": [], "record": [], "full": ["mails"]}""");
        SERVICES.problem("GET /api/payments/p2", 404, "not-found");
        SERVICES.answer("GET /api/payments/p1", 200, """
                {"id": "p1", "amount": 9100}""");
        mvc.perform(asGuest(get("/guest/data/file")))
                .andExpect(header().string("Content-Disposition", containsString("holdfast-data.json")))
                .andExpect(jsonPath("$.guest.name").value("Ada"))
                .andExpect(jsonPath("$.orders.orders[0].holder").value("Ada"))
                .andExpect(jsonPath("$.orders.full[0]").value("mails"))
                .andExpect(jsonPath("$.payments.length()").value(1))
                .andExpect(jsonPath("$.payments[0].amount").value(9100));
        assertAllowed("auth", "GET /api/users/guest/personal-data");
        assertAllowed("orders", "GET /api/orders/personal-data");
        assertAllowed("payments", "GET /api/payments/p1");
    }

    @Test
    void aGuestIsForgottenWhoIsSure() throws Exception {
        mvc.perform(asGuest(post("/guest/erase"))).andExpect(status().isBadRequest());
        assertThat(SERVICES.asked("POST", "/api/users/guest/erase")).isEmpty();

        SERVICES.answer("POST /api/users/guest/erase", 409, """
                {"status": 409, "code": "still-to-come", "detail": "No.",
                 "errors": [{"field": "orders", "id": "paid", "name": "Requiem"}]}""");
        String refused = mvc.perform(asGuest(post("/guest/erase").param("sure", "yes")))
                .andExpect(status().isConflict())
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(Jsoup.parse(refused)
                        .select("main .record a[href=/orders/paid]")
                        .text())
                .isEqualTo("Requiem");

        SERVICES.problem("POST /api/users/guest/erase", 403, "open-again");
        String late = mvc.perform(asGuest(post("/guest/erase").param("sure", "yes")))
                .andExpect(status().isForbidden())
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(Jsoup.parse(late).select("main [role=alert]").text()).contains("Open it again");

        SERVICES.answer("POST /api/users/guest/erase", 200, "{}");
        mvc.perform(asGuest(post("/guest/erase").param("sure", "yes"))).andExpect(redirectedUrl("/?forgotten"));
        assertAllowed("auth", "POST /api/users/guest/erase");
    }

    private static void assertAllowed(String service, String call) {
        assertThat(guestRoutes(service)).as(call).anyMatch(route -> matches(route, call));
    }

    /** The calls of the services that follow from whatever is offered on a page of orders, and on the pages where that leads. */
    private Set<String> offered() throws Exception {
        Set<String> calls = new TreeSet<>();
        Set<String> seen = new LinkedHashSet<>(Set.of("/orders"));
        Deque<String> toSee = new ArrayDeque<>(seen);
        while (!toSee.isEmpty()) {
            Document page = page(toSee.remove());
            for (Element form : page.select("main form[method=post]:not([action=/signout])")) {
                mvc.perform(asGuest(filled(form)));
            }
            Stream.concat(
                            page.select("main [href], main form[method=get]").stream()
                                    .map(link -> link.attr("href") + link.attr("action")),
                            page.select("main [hx-get]").eachAttr("hx-get").stream())
                    .forEach(link -> {
                        if (link.startsWith("/api/")) {
                            calls.add("GET " + link);
                        } else if (link.startsWith("/orders/") && seen.add(link)) {
                            toSee.add(link);
                        }
                    });
        }
        SERVICES.asked().stream()
                .filter(asked -> asked.path().matches("/api/(orders|payments)(/.*)?"))
                .map(asked -> asked.method() + " " + asked.path())
                .forEach(calls::add);
        return calls;
    }

    private Document page(String path) throws Exception {
        return html(send(asGuest(get(path))));
    }

    private static MockHttpServletRequestBuilder filled(Element form) {
        MockHttpServletRequestBuilder request = post(form.attr("action"));
        ((FormElement) form)
                .formData()
                .forEach(field -> request.param(field.key(), field.value().isBlank() ? "x" : field.value()));
        return request;
    }

    private static MockHttpServletRequestBuilder asGuest(MockHttpServletRequestBuilder request) {
        return signedIn(request).header("Accept", "text/html");
    }

    private static Stream<String> guestRoutes(String service) {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(
                new FileSystemResource("../%1$s-service/src/main/resources/%1$s-service.yaml".formatted(service)));
        Properties properties = yaml.getObject();
        return properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith("holdfast.web.guest["))
                .map(properties::getProperty);
    }

    private static boolean matches(String route, String call) {
        String[] allowed = route.split(" ");
        String[] made = call.split(" ");
        return allowed[0].equals(made[0])
                && PathPatternParser.defaultInstance.parse(allowed[1]).matches(PathContainer.parsePath(made[1]));
    }
}
