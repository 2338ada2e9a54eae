package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Publishing an event: the form, its prices and times. */
class NewEventPagesTests extends PagesFixture {

    @Test
    void whoPublishesIsToldThatNobodyIsNamedAsTheSeller() throws Exception {
        String told = "Nobody is named as the seller";
        assertThat(html(perform(signedIn(get("/events/new")))).text())
                .as("it is not known")
                .doesNotContain(told);
        SERVICES.answer("GET /api/events/seller", 200, "{\"seller\": null}");
        Document page = html(perform(signedIn(get("/events/new"))));
        assertThat(page.select("main .note a[href=/organizer/seller]")).hasSize(1);
        assertThat(page.text()).contains(told);
        Element carried = page.selectFirst("form.create input[name=unnamed]");
        SERVICES.down("GET /api/events/seller");
        assertThat(html(perform(signedIn(post("/events/new").param("name", "").param("unnamed", carried.val()))))
                        .text())
                .as("with problems")
                .contains(told);
        assertThat(html(perform(signedIn(post("/events/new").param("name", ""))))
                        .text())
                .as("to who is named")
                .doesNotContain(told);
        assertThat(SERVICES.asked("GET", "/api/events/seller"))
                .as("once for each form, not again for each step of it")
                .hasSize(2);
        SERVICES.answer("GET /api/events/seller", 200, """
                {"seller": {"name": "The Old Hall Ltd", "email": "hall@example.org", "country": "GB"}}""");
        assertThat(html(perform(signedIn(get("/events/new")))).text()).doesNotContain(told);
    }

    @Test
    void invalidEventKeepsWhatWasTypedAndListsTheErrors() throws Exception {
        MockHttpServletResponse response = perform(signedIn(post("/events/new"))
                .param("name", "Gala <b>night</b>")
                .param("description", "")
                .param("startsAt", "2001-01-01T20:00")
                .param("timezone", "Europe/Madrid")
                .param("currency", "EUR")
                .param("tiers[0].name", "Floor")
                .param("tiers[0].price", "lots")
                .param("tiers[0].capacity", "100")
                .param("tiers[0].maxPerOrder", "")
                .param("key", "0123456789"));
        assertThat(response.getStatus()).isEqualTo(400);
        Document page = html(response);
        assertThat(page.select("#problems a").eachAttr("href"))
                .containsExactlyInAnyOrder("#f-description", "#f-startsAt", "#f-tiers-0-price");
        for (Element link : page.select("#problems a")) {
            assertThat(page.select(link.attr("href"))).hasSize(1);
        }
        assertThat(page.select("[aria-invalid=true]").eachAttr("id"))
                .containsExactly("f-description", "f-startsAt", "f-tiers-0-price");
        assertThat(page.select(".field .problem")).hasSize(3);
        assertThat(page.selectFirst("#f-name").val()).isEqualTo("Gala <b>night</b>");
        assertThat(page.selectFirst("#f-tiers-0-price").val()).isEqualTo("lots");
        assertThat(page.selectFirst("input[name=key]").val()).isEqualTo("0123456789");
        assertThat(SERVICES.asked("POST", "/api/events/new")).isEmpty();
    }

    @Test
    void skippedTimeIsRefusedAndRepeatedTimeIsTheFirst() throws Exception {
        Document skipped = html(perform(signedIn(gala().param("endsAt", "2031-03-30T02:30"))));
        assertThat(skipped.selectFirst("#f-endsAt-problem").text())
                .isEqualTo("That time does not exist in Europe/Madrid on that day: the clocks go forward."
                        + " Choose one before or after.");
        assertThat(skipped.selectFirst("#f-endsAt").val()).isEqualTo("2031-03-30T02:30");
        assertThat(SERVICES.asked("POST", "/api/events/new")).isEmpty();

        SERVICES.answer("POST /api/events/new", 201, FakeServices.event("e9", "Gala", "available", 100));
        perform(signedIn(gala().param("endsAt", "2030-10-27T02:30")));
        assertThat(SERVICES.asked("POST", "/api/events/new").getFirst().body())
                .contains("\"endsAt\":\"2030-10-27T00:30:00Z\"");
    }

    @Test
    void emptyEndExplainsItsDefault() throws Exception {
        Document page = html(perform(signedIn(get("/events/new"))));
        assertThat(page.selectFirst("#f-endsAt").attr("aria-describedby")).isEqualTo("f-endsAt-hint");
        assertThat(page.selectFirst("#f-endsAt-hint").text()).contains("three hours after it starts");
    }

    @Test
    void newEventIsKeptWhenTheSessionEnded() throws Exception {
        SERVICES.problem("POST /api/events/new", 401, "unauthenticated");
        MockHttpServletResponse refused = perform(signedIn(gala()));
        SERVICES.answer("GET /api/users/currentuser", 200, "{\"currentUser\": null}");
        MockHttpServletResponse expired = perform(signedIn(gala()));
        for (MockHttpServletResponse response : List.of(refused, expired, perform(gala()))) {
            assertThat(response.getStatus()).isEqualTo(401);
            Document page = html(response);
            assertThat(page.select("#signed-out a[href=/signin][target=_blank]"))
                    .hasSize(1);
            assertThat(page.selectFirst("#f-name").val()).isEqualTo("Gala");
            assertThat(page.selectFirst("#f-tiers-0-price").val()).isEqualTo("25,50");
            assertThat(page.selectFirst("form.create input[name=key]").val()).isEqualTo("0123456789");
        }
        assertThat(SERVICES.asked("POST", "/api/events/new")).hasSize(1);
    }

    @Test
    void eventIsPublishedAsTheContractDefines() throws Exception {
        SERVICES.answer("POST /api/events/new", 201, FakeServices.event("e9", "Gala", "available", 100));
        MockHttpServletResponse response = perform(signedIn(gala()));
        assertThat(response.getRedirectedUrl()).isEqualTo("/events/e9?published");
        assertThat(SERVICES.asked("POST", "/api/events/new").getFirst().body())
                .contains(
                        "\"startsAt\":\"2030-07-01T18:00:00Z\"",
                        "\"price\":2550",
                        "\"capacity\":100",
                        "\"timezone\":\"Europe/Madrid\"")
                .doesNotContain("maxPerOrder", "status");
    }

    @Test
    void serviceErrorIsShownAtItsField() throws Exception {
        SERVICES.answer("POST /api/events/new", 400, """
            {"status": 400, "code": "validation-failed", "detail": "x",
             "errors": [{"field": "tiers[0].price", "message": "must be at most 99999999"}]}\
            """);
        Document page = html(perform(signedIn(gala())));
        assertThat(page.selectFirst("#f-tiers-0-price-problem").text()).isEqualTo("must be at most 99999999");
    }

    @Test
    void pictureThatIsNotOverHttpsIsRefused() throws Exception {
        for (String address : List.of("http://example.com/poster.png", "example.com/poster.png")) {
            Document page = html(perform(signedIn(gala().param("imageUrl", address))));
            assertThat(page.selectFirst("#f-imageUrl-problem").text())
                    .isEqualTo("Enter an address that starts with https://");
            assertThat(page.selectFirst("#f-imageUrl").val()).isEqualTo(address);
        }
        assertThat(SERVICES.asked("POST", "/api/events/new")).isEmpty();

        SERVICES.answer("POST /api/events/new", 201, FakeServices.event("e9", "Gala", "available", 100));
        perform(signedIn(gala().param("imageUrl", "https://example.com/poster.png")));
        assertThat(SERVICES.asked("POST", "/api/events/new")).hasSize(1);
    }

    @Test
    void tooHighPriceIsRefusedInItsCurrency() throws Exception {
        MockHttpServletRequestBuilder euros =
                gala().param("tiers[1].name", "Gold").param("tiers[1].price", "1000000");
        assertThat(html(perform(signedIn(euros.param("tiers[1].capacity", "1"))))
                        .selectFirst("#f-tiers-1-price-problem")
                        .text())
                .isEqualTo("That is too much. Enter at most €999,999.99.");
        assertThat(SERVICES.asked("POST", "/api/events/new")).isEmpty();
    }

    @Test
    void aPriceThatMayBeAThousandIsAskedAbout() throws Exception {
        Document page = html(perform(signedIn(withPrice("1.000", "EUR"))));
        assertThat(page.selectFirst("#f-tiers-0-price-problem").text())
                .isEqualTo("1.000 can mean €1.00 or €1,000.00. Write 1.00 or 1000.00.");
        assertThat(page.selectFirst("#f-tiers-0-price").val()).isEqualTo("1.000");
        assertThat(SERVICES.asked("POST", "/api/events/new")).isEmpty();
    }

    @Test
    void aPriceIsReadInTheLanguageOfTheReader() throws Exception {
        SERVICES.answer("POST /api/events/new", 201, FakeServices.event("e9", "Gala", "available", 100));
        perform(signedIn(withPrice("1,000", "EUR")));
        send(signedIn(withPrice("1.000", "EUR")).header("Accept-Language", "de-DE"));
        send(signedIn(withPrice("١٬٠٠٠", "EUR")).header("Accept-Language", "ar-EG"));
        assertThat(SERVICES.asked("POST", "/api/events/new"))
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.body()).contains("\"price\":100000,"));
    }

    @Test
    void aPriceThatNoCardCanBeChargedIsRefused() throws Exception {
        assertThat(priceProblem("0.20", "EUR"))
                .isEqualTo("That is less than a card can be charged. Enter at least €0.50, or 0 for free tickets.");
        assertThat(priceProblem("5.123", "KWD")).startsWith("Cards are charged in steps of");
        assertThat(priceProblem("10.50", "JPY")).isEqualTo("In JPY an amount has no decimals.");
        assertThat(priceProblem("25.505", "EUR")).contains("25,505.00");
        assertThat(priceProblem("25", "CUP")).startsWith("No card can be charged in CUP.");
        assertThat(SERVICES.asked("POST", "/api/events/new")).isEmpty();
    }

    @Test
    void aPriceInRupiahsMayBeWorthMoreThanNinetyDollars() throws Exception {
        SERVICES.answer("POST /api/events/new", 201, FakeServices.event("e9", "Gala", "available", 100));
        perform(signedIn(withPrice("15,000,000", "IDR")));
        assertThat(SERVICES.asked("POST", "/api/events/new").getFirst().body()).contains("\"price\":1500000000,");
    }

    private String priceProblem(String typed, String currency) throws Exception {
        return html(perform(signedIn(withPrice(typed, currency))))
                .selectFirst("#f-tiers-0-price-problem")
                .text();
    }

    private static MockHttpServletRequestBuilder withPrice(String typed, String currency) {
        return post("/events/new")
                .param("name", "Gala")
                .param("description", "A night.")
                .param("startsAt", "2030-07-01T20:00")
                .param("timezone", "Europe/Madrid")
                .param("currency", currency)
                .param("tiers[0].name", "Floor")
                .param("tiers[0].price", typed)
                .param("tiers[0].capacity", "100")
                .param("tiers[0].maxPerOrder", "")
                .param("key", "0123456789");
    }

    @Test
    void tiersAreAddedWithoutJavaScript() throws Exception {
        Document page = html(perform(signedIn(gala()).param("action", "add-tier")));
        assertThat(page.select("input[name^=tiers][name$=name]")).hasSize(2);
        assertThat(page.selectFirst("#f-tiers-0-price").val()).isEqualTo("25,50");
    }

    @Test
    void pageReturnsToTheAddedTierOrTheOneBeforeTheRemoved() throws Exception {
        Document one = html(perform(signedIn(get("/events/new"))));
        String target = one.selectFirst("button[value=add-tier]").attr("formaction");
        Document two = html(perform(signedIn(gala()).param("action", "add-tier")));
        assertThat(target).isEqualTo("#f-tiers-1-name");
        assertThat(two.select("input" + target)).hasSize(1);
        assertThat(two.select(".tier-remove").eachAttr("formaction"))
                .containsExactly("#f-tiers-0-name", "#f-tiers-0-name");
        assertThat(two.select("noscript button[value=plan]").eachAttr("formaction"))
                .containsExactly("#sketch-0", "#sketch-1");
    }

    @Test
    void parametersThatAreNoFieldsOfTheFormAreIgnored() throws Exception {
        SERVICES.answer("POST /api/events/new", 201, FakeServices.event("e9", "Gala", "available", 100));
        MockHttpServletResponse response = perform(signedIn(gala())
                .param("tiers[0].id.bytes", "x")
                .param("tiers[50].name", "x")
                .param("tiers[99999999].name", "x")
                .param("tiers[x].name", "x")
                .param("tiers[", "x")
                .param("venue", "x")
                .param("class.module.name", "x"));
        assertThat(response.getRedirectedUrl()).isEqualTo("/events/e9?published");
        assertThat(SERVICES.asked("POST", "/api/events/new").getFirst().body())
                .contains("\"venue\":{}", "\"tiers\":[{\"name\":\"Floor\",\"price\":2550,\"capacity\":100}]");
    }

    private static MockHttpServletRequestBuilder gala() {
        return post("/events/new")
                .param("name", "Gala")
                .param("description", "A night.")
                .param("startsAt", "2030-07-01T20:00")
                .param("timezone", "Europe/Madrid")
                .param("currency", "EUR")
                .param("tiers[0].name", "Floor")
                .param("tiers[0].price", "25,50")
                .param("tiers[0].capacity", "100")
                .param("tiers[0].maxPerOrder", "")
                .param("key", "0123456789");
    }
}
