package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sellers, tax, fees and receipts on the pages, with services that answer as the contract defines. */
class MoneyPagesTests extends PagesFixture {

    private static final String SELLER = """
            {"name": "The Old Hall <Ltd>", "street": "1 High Street", "postalCode": "YO1 7HY", "city": "York", "country": "GB",
             "taxId": "GB123456789", "email": "hall@example.org", "receiptsByMail": true}""";
    private static final String TAXED = """
            "taxRate": 1900, "taxIncluded": false, "cost": {"total": 5515, "fee": 100, "tax": 880}, "available\"""";

    @Test
    void theTakingsOfAllEventsAreShownByMonthAndEventAndCurrency() throws Exception {
        String amounts = """
                {"orders": 2, "tickets": 3, "takings": %s, "fees": 0, "sellersFees": 0, "tax": 0, "refunds": 0, "disputed": 0, "left": %1$s}""";
        SERVICES.answer("GET /api/orders/takings", 200, """
                {"events": [{"eventId": "e1", "name": "Requiem <1>", "startsAt": "2026-12-05T19:00:00Z", "currency": "EUR", "total": %s}],
                 "months": [{"month": "2026-07", "currency": "EUR", "amounts": %s}, {"month": "2026-07", "currency": "JPY", "amounts": %s}],
                 "totals": [{"currency": "EUR", "amounts": %1$s}, {"currency": "JPY", "amounts": %3$s}], "more": true}""".formatted(
                        amounts.formatted(9447), amounts.formatted(9447), amounts.formatted(500)));
        Document page = html(perform(signedIn(get("/organizer/takings"))));
        assertThat(page.select("tbody th").eachText()).containsExactly("July 2026", "July 2026", "Requiem <1>");
        assertThat(page.select("tbody a[href=/organizer/events/e1/payout]")).hasSize(1);
        assertThat(page.select("tfoot tr td:last-child").eachText())
                .containsExactly("€94.47", "JP¥500", "€94.47", "JP¥500");
        assertThat(page.select("main .note")).hasSize(1);
        assertThat(page.select("a[href=/api/orders/takings.csv?headings=words]"))
                .hasSize(1);

        SERVICES.answer("GET /api/orders/takings", 200, """
                {"events": [], "months": [], "totals": [], "more": false}""");
        Document none = html(perform(signedIn(get("/organizer/takings"))));
        assertThat(none.select("table")).isEmpty();
        assertThat(none.select("main .empty-lead")).hasSize(1);
    }

    @Test
    void anOrganizerSaysWhoSells() throws Exception {
        SERVICES.answer("GET /api/events/seller", 200, "{\"seller\": null}");
        Document blank = html(perform(signedIn(get("/organizer/seller"))));
        assertThat(blank.select("#f-country option").size()).isGreaterThan(240);
        assertThat(blank.select("#f-country option[value=DE]").text()).isEqualTo("Germany");

        SERVICES.answer("PUT /api/events/seller", 200, "{\"seller\": " + SELLER + "}");
        MockHttpServletResponse saved =
                perform(signedIn(filled().param("receiptsByMail", "yes").param("electronicInvoices", "yes")));
        assertThat(saved.getRedirectedUrl()).isEqualTo("/organizer/seller?saved");
        JsonNode sent = JsonMapper.shared()
                .readTree(SERVICES.asked("PUT", "/api/events/seller").getFirst().body());
        assertThat(sent.path("country").asString()).isEqualTo("GB");
        assertThat(sent.path("receiptsByMail").asBoolean()).isTrue();
        assertThat(sent.path("electronicInvoices").asBoolean()).isTrue();
        assertThat(sent.path("taxId").isNull()).isTrue();

        SERVICES.answer("GET /api/events/seller", 200, "{\"seller\": " + SELLER + "}");
        Document page = html(perform(signedIn(get("/organizer/seller?saved"))));
        assertThat(page.selectFirst("#f-name").attr("value")).isEqualTo("The Old Hall <Ltd>");
        assertThat(page.select("#f-country option[selected]").attr("value")).isEqualTo("GB");
        assertThat(page.selectFirst("#f-receiptsByMail").hasAttr("checked")).isTrue();
    }

    @Test
    void whatIsWrongIsNamedAndNothingIsLost() throws Exception {
        SERVICES.answer("PUT /api/events/seller", 400, """
                {"status": 400, "code": "validation-failed", "detail": "No",
                 "errors": [{"field": "email", "message": "must be an e-mail address"},
                            {"field": "country", "message": "must not be blank"},
                            {"field": "city", "message": "must not be blank"}]}""");
        MockHttpServletResponse refused = perform(
                signedIn(filled().param("city", "").param("email", "hall").param("country", "")));
        assertThat(refused.getStatus()).isEqualTo(400);
        Document page = html(refused);
        assertThat(page.select(".field.wrong .problem").eachText())
                .hasSize(3)
                .contains("This is not an e-mail address.");
        assertThat(page.selectFirst("#f-country").attr("aria-describedby")).isEqualTo("f-country-problem");
        assertThat(page.select("[aria-invalid=true]").eachAttr("id")).contains("f-country", "f-city");
        assertThat(page.selectFirst("#f-name").attr("value")).isEqualTo("The Old Hall");

        SERVICES.problem("PUT /api/events/seller", 429, "rate-limited");
        assertThat(html(perform(signedIn(filled()))).selectFirst("#problems").text())
                .contains("many times");

        SERVICES.down("PUT /api/events/seller");
        MockHttpServletResponse unsure = perform(signedIn(filled()));
        assertThat(unsure.getStatus()).isEqualTo(503);
        assertThat(html(unsure).text()).contains("not certain whether that was saved");
        assertThat(html(unsure).selectFirst("#f-name").attr("value")).isEqualTo("The Old Hall");
        MockHttpServletResponse signedOut = perform(filled());
        assertThat(signedOut.getStatus()).isEqualTo(401);
        assertThat(html(signedOut).select("#signed-out a[href=/signin][target=_blank]"))
                .hasSize(1);
        assertThat(html(signedOut).selectFirst("#f-name").attr("value")).isEqualTo("The Old Hall");
    }

    @Test
    void anEventShowsWhoSellsItAndItsPricesWithTaxAndFee() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, taxed("e1"));
        Document page = html(perform(get("/events/e1")));
        assertThat(page.selectFirst(".event-seller").text())
                .contains("The Old Hall <Ltd>", "1 High Street, YO1 7HY York, United Kingdom", "GB123456789");
        assertThat(page.selectFirst(".event-seller a").attr("href")).isEqualTo("mailto:hall@example.org");
        assertThat(page.selectFirst("[data-tier=floor]").attr("data-price")).isEqualTo("5515");
        assertThat(page.selectFirst("[data-tier=floor] .tier-price").text())
                .isEqualTo("€55.15 with a fee of €1.00 with 19% tax");
        assertThat(page.selectFirst("[data-tier=balcony] .tier-price").text()).isEqualTo("€25.00");
        assertThat(page.select(".box-hint").text()).doesNotContain("No fees").contains("The total is all you pay");
        assertThat(page.selectFirst("script[type=application/ld+json]").data()).contains("55.15");

        SERVICES.answer("GET /api/events/e2", 200, FakeServices.event("e2", "Requiem", "available", 80));
        Document plain = html(perform(get("/events/e2")));
        assertThat(plain.select(".event-seller, .tier-parts")).isEmpty();
        assertThat(plain.select(".box-hint").text()).contains("No fees");
    }

    /** What was chosen is kept when the page is shown again: its total is the one that the order will have. */
    @Test
    void theTotalBeforeTheHoldIsThatOfTheOrder() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, taxed("e1"));
        SERVICES.problem("POST /api/orders", 409, "sold-out");
        Document page = html(
                perform(signedIn(post("/events/e1/order").param("key", "k1").param("t_floor", "2"))));
        assertThat(page.selectFirst("#total").text()).isEqualTo("€110.30");
    }

    @Test
    void anOrderShowsItsFeesItsTaxAndItsReceipt() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, taxed("e1"));
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", """
                "items": [{"tierId": "floor", "tierName": "Floor", "quantity": 2, "unitPrice": 5515, "seats": null, "left": 2,
                           "unitFee": 100, "unitTax": 880, "taxRate": 1900}],
                "total": 11030, "hasReceipt": true, "electronicInvoice": true,
                "bill": {"total": 11030, "fees": 200, "net": 9270, "taxes": [{"rate": 1900, "net": 9270, "tax": 1760}]}"""));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer("GET /api/payments/p1", 200, FakeServices.payment("CAPTURED"));
        Document page = html(perform(signedIn(get("/orders/o1"))));
        assertThat(page.select("#bill tbody td").eachText()).containsExactly("€108.30", "€2.00");
        assertThat(page.select("#bill tfoot td").eachText()).containsExactly("€110.30", "€17.60");
        assertThat(page.select("#bill .tax th").text()).isEqualTo("of which 19% tax on €92.70");
        assertThat(page.select("a[href^=/api/orders/o1/]").eachAttr("href"))
                .contains("/api/orders/o1/invoice.pdf", "/api/orders/o1/invoice.xml", "/api/orders/o1/receipts.pdf");
    }

    @Test
    void anOrganizerSetsTaxAndFee() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, own());
        Document form = html(perform(signedIn(get("/organizer/events/e1/edit"))));
        assertThat(form.selectFirst("[name='tiers[0].taxRate']").attr("value")).isEqualTo("7.7");
        assertThat(form.selectFirst("[name='tiers[0].taxAdded']").hasAttr("checked"))
                .isTrue();
        assertThat(form.selectFirst("[name='fee.fixed']").attr("value")).isEqualTo("1.00");
        assertThat(form.selectFirst("[name='fee.rate']").attr("value")).isEqualTo("2.5");

        SERVICES.answer("PUT /api/events/e1", 200, own());
        MockHttpServletRequestBuilder save = post("/organizer/events/e1/edit").param("action", "save");
        form.select("form#edit input[name], form#edit textarea[name], form#edit select[name]")
                .forEach(input -> {
                    boolean off = input.attr("type").equals("checkbox") && !input.hasAttr("checked");
                    String value = input.tagName().equals("select")
                            ? input.select("option[selected]").attr("value")
                            : input.tagName().equals("textarea") ? input.wholeText() : input.attr("value");
                    if (!off
                            && !input.attr("name").startsWith("fee.rate")
                            && !input.attr("name").equals("tiers[0].taxRate")) {
                        save.param(input.attr("name"), value);
                    }
                });
        save.param("tiers[0].taxRate", "19 %").param("fee.rate", "");
        assertThat(perform(signedIn(save)).getRedirectedUrl()).startsWith("/organizer/events/e1");
        JsonNode sent = JsonMapper.shared()
                .readTree(SERVICES.asked("PUT", "/api/events/e1").getLast().body());
        assertThat(sent.path("tiers").path(0).path("taxRate").asInt()).isEqualTo(1900);
        assertThat(sent.path("tiers").path(0).path("taxIncluded").asBoolean()).isFalse();
        assertThat(sent.path("tiers").path(1).has("taxRate")).isFalse();
        assertThat(sent.path("fee").toString()).isEqualTo("{\"fixed\":100,\"rate\":0,\"paidByBuyer\":true}");
    }

    @Test
    void anOrganizerSeesWhatAnEventHasTakenByDay() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, own());
        String amounts = """
                {"orders": 2, "tickets": 3, "takings": 9447, "fees": 522, "sellersFees": 33, "tax": 1509, "refunds": 149,
                 "disputed": 6298, "left": 3000}""";
        SERVICES.answer("GET /api/orders/events/e1/payout", 200, """
                {"eventId": "e1", "currency": "EUR", "days": [{"day": "2026-07-01", "amounts": %s}], "total": %s,
                 "disputes": [{"orderId": "7k3mq2xd9r", "amount": 6298, "reason": "fraudulent", "status": "OPEN"}],
                 "asOf": "2026-07-02T00:00:00Z"}""".formatted(amounts, amounts));
        Document page = html(perform(signedIn(get("/organizer/events/e1/payout"))));
        assertThat(page.select(".payout tbody td").eachText())
                .containsExactly("2", "3", "€94.47", "€5.22", "€0.33", "€15.09", "€1.49", "€62.98", "€30.00");
        assertThat(page.select(".payout tbody th").text()).isEqualTo("1 Jul 2026");
        assertThat(page.select(".payout tfoot td").last().text()).isEqualTo("€30.00");
        assertThat(page.select("main li").text()).isEqualTo("Order 7K3M-Q2XD: €62.98, not decided yet");
        assertThat(page.select("a[href=/api/orders/events/e1/payout.csv?headings=words]"))
                .hasSize(1);
    }

    @Test
    void anEventThatWasNeverOnSaleHasTakenNothing() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, own());
        Document page = html(perform(signedIn(get("/organizer/events/e1/payout"))));
        assertThat(page.selectFirst(".empty-lead").text()).isEqualTo("Nothing was sold yet.");
        assertThat(page.select("a[href=/api/orders/events/e1/payout.csv?headings=words]"))
                .isEmpty();
    }

    @Test
    void anOrganizerSeesWhatThePaymentProviderHasBooked() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, own());
        SERVICES.answer("GET /api/orders/events/e1/payout", 200, """
                {"eventId": "e1", "currency": "EUR", "days": [], "total":
                 {"orders": 0, "tickets": 0, "takings": 0, "fees": 0, "sellersFees": 0, "tax": 0, "refunds": 0, "disputed": 0, "left": 0},
                 "disputes": [], "asOf": "2026-07-02T00:00:00Z"}""");
        Document none = html(perform(signedIn(get("/organizer/events/e1/payout"))));
        assertThat(none.select("#provider, .note"))
                .as("nothing was charged yet")
                .isEmpty();

        String amounts = """
                {"currency": "EUR", "payments": 2, "charged": 5000, "refunded": 700, "disputed": 0, "fees": 103, "net": 4197,
                 "paidOut": 1200}""";
        String view = """
                {"eventId": "e1", "timezone": "Europe/Berlin", "days": [{"day": "2026-07-01", "amounts": %s}], "totals": [%s],
                 "ledger": [{"currency": "EUR", "charged": 7500, "refunded": 700, "disputed": 0}], "differences": [%s],
                 "readUpTo": "2026-07-02T00:00:00Z"}""";
        SERVICES.answer("GET /api/payments/events/e1/settlement", 200, view.formatted(amounts, amounts, """
                {"payment": "p7", "orderId": "7k3mq2xd9r", "eventId": "e1", "of": "charge", "what": "missing-at-provider",
                 "ledger": 2500, "provider": 0, "currency": "EUR", "since": "2026-07-02T00:00:00Z"}"""));
        Document page = html(perform(signedIn(get("/organizer/events/e1/payout"))));
        assertThat(page.select("#provider tbody td").eachText())
                .containsExactly("2", "€50.00", "€7.00", "€0.00", "€1.03", "€41.97", "€12.00");
        assertThat(page.select("#provider tfoot td").last().text()).isEqualTo("€12.00");
        assertThat(page.select("#provider").text())
                .contains("our own ledger, €75.00 were charged, €7.00 refunded and €0.00 disputed")
                .doesNotContain("agree with");
        assertThat(page.select("#differences li").text())
                .isEqualTo("7K3M-Q2XD Charge: not at the provider. Our ledger: €25.00, the provider: €0.00.");
        assertThat(page.select("#differences a").attr("href")).isEqualTo("/organizer/events/e1?q=7k3mq2xd9r#orders");
        assertThat(page.select("#provider a[download]").eachAttr("href"))
                .hasSize(2)
                .allMatch(link -> link.startsWith("/api/payments/events/e1/"));

        SERVICES.answer("GET /api/payments/events/e1/settlement", 200, view.formatted(amounts, amounts, ""));
        Document settled = html(perform(signedIn(get("/organizer/events/e1/payout"))));
        assertThat(settled.select("#provider .note.ok").text()).contains("agree with our ledger");
        assertThat(settled.select("#differences")).isEmpty();

        SERVICES.down("GET /api/payments/events/e1/settlement");
        Document away = html(perform(signedIn(get("/organizer/events/e1/payout"))));
        assertThat(away.select(".note.warn").text()).contains("not available right now");
        SERVICES.problem("GET /api/payments/events/e1/settlement", 503, "unavailable");
        assertThat(html(perform(signedIn(get("/organizer/events/e1/payout"))))
                        .select(".note.warn")
                        .text())
                .as("without its database")
                .contains("not available right now");
    }

    @Test
    void thePreviewHasThePriceWithTaxAndFeeWhateverIsTyped() throws Exception {
        assertThat(html(perform(signedIn(preview("25.00", "1.00"))))
                        .selectFirst(".card-price")
                        .text())
                .isEqualTo("€30.75");
        for (String typed : new String[] {"9999999999999999", "922337203685477.58", "-1", "x"}) {
            assertThat(perform(signedIn(preview(typed, "1.00"))).getStatus())
                    .as(typed)
                    .isEqualTo(200);
            assertThat(perform(signedIn(preview("25.00", typed))).getStatus())
                    .as(typed)
                    .isEqualTo(200);
        }
    }

    @Test
    void someFreePlacesAmongOthersAreAnAmountOfNothing() throws Exception {
        Document page = html(perform(signedIn(post("/events/new/preview")
                .param("currency", "EUR")
                .param("tiers[0].price", "0")
                .param("tiers[1].price", "12.50"))));
        assertThat(page.selectFirst(".card-price").text()).isEqualTo("from €0.00");
    }

    private static MockHttpServletRequestBuilder preview(String price, String fee) {
        return post("/events/new/preview")
                .param("currency", "EUR")
                .param("tiers[0].name", "Floor")
                .param("tiers[0].price", price)
                .param("tiers[0].taxRate", "19")
                .param("tiers[0].taxAdded", "yes")
                .param("fee.fixed", fee);
    }

    private static String taxed(String id) {
        return FakeServices.event(id, "Requiem", "available", 80)
                .replaceFirst("\"available\"", TAXED)
                .replace("\"salesStart\"", "\"seller\": " + SELLER + ", \"salesStart\"");
    }

    private static String own() {
        return FakeServices.own("e1", "Gala", "published", 4)
                .replaceFirst("\"available\"", "\"taxRate\": 770, \"taxIncluded\": false, \"available\"")
                .replace(
                        "\"salesStart\"",
                        "\"fee\": {\"fixed\": 100, \"rate\": 250, \"paidByBuyer\": true}, \"salesStart\"");
    }

    private static MockHttpServletRequestBuilder filled() {
        return post("/organizer/seller")
                .param("name", "The Old Hall")
                .param("street", "1 High Street")
                .param("city", "York")
                .param("country", "GB")
                .param("email", "hall@example.org");
    }
}
