package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Connection;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Changing an event: the form as it is shown, what is kept, what is refused. */
class EditEventPagesTests extends OrganizerPagesFixture {

    @Test
    void anEventThatHasBegunCanBeEditedUntilItEnds() throws Exception {
        String begun = FakeServices.own("e1", "Biennale", "published", 1)
                .replace("2030-12-05T19:00:00Z", "2020-12-05T19:00:00Z");
        SERVICES.answer("GET /api/events/e1", 200, begun);
        assertThat(html(perform(signedIn(get("/organizer/events/e1")))).select("a[href=/organizer/events/e1/edit]"))
                .hasSize(1);
        assertThat(html(perform(signedIn(get("/organizer/events/e1/edit")))).select("#f-returnUntil"))
                .hasSize(1);
    }

    @Test
    void editFormShowsTheEventAsItIs() throws Exception {
        Document page = html(perform(signedIn(get("/organizer/events/e1/edit"))));
        assertThat(page.selectFirst("input[name=version]").val()).isEqualTo("4");
        assertThat(page.select(".back > bdi"))
                .as("the arrow stands where lines of the page begin, whatever script the name is in")
                .hasSize(1);
        assertThat(page.select(".back[dir]")).isEmpty();
        assertThat(page.selectFirst("#f-startsAt").val()).isEqualTo("2030-12-05T20:00");
        assertThat(page.selectFirst("select[name=category] option[selected]").val())
                .isEqualTo("Chamber music");
        assertThat(page.selectFirst("#f-tiers-0-price").val()).isEqualTo("45.50");
        assertThat(page.selectFirst("#f-tiers-1-capacity").val()).isEmpty();
        assertThat(page.selectFirst("#f-tiers-1-seating").wholeText())
                .isEqualTo("A: 1-12 gap 5,6 aisle 4 accessible 1 companion 2\nB: 1-12");
        assertThat(page.selectFirst("#sketch-1 figcaption").text())
                .isEqualTo("22 seats in 2 rows, 1 accessible, 1 companion");
        assertThat(page.select("input[name=sellBack.allowed][checked]")).hasSize(1);
        assertThat(page.selectFirst("#f-sellBack-minutesBefore").val()).isEqualTo("60");
        assertThat(page.select("[style], script:not([src])")).isEmpty();
    }

    @Test
    void numbersArePastedAsTheirMessagesWriteThem() throws Exception {
        Document page = html(perform(signedIn(get("/organizer/events/e1/edit"))));
        for (String field : new String[] {"capacity", "maxPerOrder", "maxPerBuyer"}) {
            assertThat(Integer.parseInt(page.selectFirst("#f-tiers-0-" + field).attr("maxlength")))
                    .as(field)
                    .isGreaterThanOrEqualTo("1,000,000".length());
        }

        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        perform(asShown("e1", "tiers[0].capacity", "1,000,000", "tiers[0].maxPerOrder", "٨"));

        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("\"capacity\":1000000,\"maxPerOrder\":8");
    }

    @Test
    void eventSavedUnchangedSendsTheSameFields() throws Exception {
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        MockHttpServletResponse response = perform(asShown("e1"));
        assertThat(response.getRedirectedUrl()).isEqualTo("/organizer/events/e1?saved");
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains(
                        "\"version\":4",
                        "\"status\":\"published\"",
                        "\"startsAt\":\"2030-12-05T19:00:00Z\"",
                        "\"category\":\"Chamber music\"",
                        "\"maxPerBuyer\":8",
                        "\"sellBack\":{\"allowed\":true,\"minutesBefore\":60}",
                        "\"salesPaused\":false",
                        "\"lostDisputesStopTickets\":true",
                        "\"proofOfWork\":true",
                        "{\"id\":\"floor\",\"name\":\"Floor\",\"price\":4550,\"capacity\":100,\"maxPerOrder\":6}",
                        "{\"id\":\"stalls\",\"name\":\"Stalls\",\"price\":2500,\"seating\":{\"rows\":["
                                + "{\"label\":\"A\",\"seats\":12,\"gaps\":[5,6],\"aisles\":[4],\"accessible\":[1],\"companion\":[2]},"
                                + "{\"label\":\"B\",\"seats\":12}]},\"maxPerBuyer\":4}");
    }

    /** Otherwise it would stay behind when the start is moved. */
    @Test
    void anEndThatWasNotChosenIsLeftEmpty() throws Exception {
        assertThat(html(perform(signedIn(get("/organizer/events/e1/edit"))))
                        .selectFirst("#f-endsAt")
                        .val())
                .isEmpty();
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        perform(asShown("e1", "startsAt", "2030-12-08T20:00"));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("\"startsAt\":\"2030-12-08T19:00:00Z\"")
                .doesNotContain("endsAt");

        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 4)
                        .replace("T22:00:00Z\", \"usualEnd\": true", "T21:30:00Z\""));
        assertThat(html(perform(signedIn(get("/organizer/events/e1/edit"))))
                        .selectFirst("#f-endsAt")
                        .val())
                .isEqualTo("2030-12-05T22:30");
    }

    /** During a roll-out. */
    @Test
    void whatAnOlderServiceDoesNotTellIsComparedHere() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 4)
                        .replace("\"usualEnd\": true, ", "")
                        .replace("\"Teatro Real\"", "\"To be announced\""));
        Document form = html(perform(signedIn(get("/organizer/events/e1/edit"))));
        assertThat(form.selectFirst("#f-endsAt").val()).isEmpty();
        assertThat(form.selectFirst("[name=venue.name]").val()).isEmpty();
    }

    /** What the service writes in place of a name is no name that anybody typed. */
    @Test
    void aVenueThatIsNotAnnouncedIsLeftEmpty() throws Exception {
        String unnamed = FakeServices.own("e1", "Gala", "published", 4)
                .replace("\"Teatro Real\"", "\"To be announced\", \"toBeAnnounced\": true");
        SERVICES.answer("GET /api/events/e1", 200, unnamed);
        SERVICES.answer("PUT /api/events/e1", 200, unnamed);
        assertThat(html(perform(signedIn(get("/organizer/events/e1/edit"))))
                        .selectFirst("[name=venue.name]")
                        .val())
                .isEmpty();
        perform(asShown("e1"));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("\"venue\":{\"address\":\"Plaza 1\"");
    }

    @Test
    void whatWasPromisedOrHasPassedStaysWhenTheZoneIsCorrected() throws Exception {
        String moved = FakeServices.own("e1", "Gala", "published", 4).replace("\"somethingNew\"", """
                        "returnUntil": "2030-12-01T19:00:00Z", "waitingRoom": {"opensAt": "2020-11-01T10:00:00Z"}, "somethingNew\"""");
        SERVICES.answer("GET /api/events/e1", 200, moved);
        SERVICES.answer("PUT /api/events/e1", 200, moved);
        perform(asShown("e1", "timezone", "Atlantic/Canary"));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getLast().body())
                .contains(
                        "\"startsAt\":\"2030-12-05T20:00:00Z\"",
                        "\"returnUntil\":\"2030-12-01T19:00:00Z\"",
                        "\"opensAt\":\"2020-11-01T10:00:00Z\"");

        SERVICES.answer("GET /api/events/e1", 200, moved.replace("2020-11-01T10", "2030-11-01T10"));
        perform(asShown("e1", "timezone", "Atlantic/Canary"));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getLast().body())
                .contains("\"opensAt\":\"2030-11-01T11:00:00Z\"");
    }

    @Test
    void theSelectsNameWhatIsWrongWithThem() throws Exception {
        SERVICES.answer("PUT /api/events/e1", 400, """
                {"status": 400, "code": "validation-failed", "detail": "Some fields are wrong.", "errors": [
                  {"field": "timezone", "message": "is no zone"}, {"field": "currency", "message": "is no currency"},
                  {"field": "language", "message": "is no language"}]}""");
        Document refused = html(perform(asShown("e1")));
        for (String field : List.of("timezone", "currency", "language")) {
            Element select = refused.selectFirst("#f-" + field);
            assertThat(select.attr("aria-invalid")).as(field).isEqualTo("true");
            assertThat(refused.getElementById(select.attr("aria-describedby")).text())
                    .isEqualTo("is no " + (field.equals("timezone") ? "zone" : field));
        }
        Document right = html(perform(signedIn(get("/organizer/events/e1/edit"))));
        assertThat(right.select("select[aria-invalid]")).isEmpty();
        assertThat(right.selectFirst("#f-timezone").attr("aria-describedby")).isEqualTo("f-timezone-hint");
        assertThat(right.selectFirst("#f-currency").hasAttr("aria-describedby")).isFalse();
    }

    @Test
    void textsInFurtherLanguagesAreShownInTheFormAndSent() throws Exception {
        String translated = FakeServices.own("e1", "Gala", "published", 4)
                .replace("\"name\": \"Floor\"", "\"name\": \"Floor\", \"names\": {\"de\": \"Parkett\"}")
                .replace("\"somethingNew\"", """
                        "language": "en", "translations": {"de": {"name": "Galaabend", "description": "Einlass um sieben."}}, "somethingNew\"""");
        SERVICES.answer("GET /api/events/e1", 200, translated);
        Document page = html(perform(signedIn(get("/organizer/events/e1/edit"))));
        assertThat(page.selectFirst("#f-language option[selected]").val()).isEqualTo("en");
        assertThat(page.select("#f-translations details[open]").eachAttr("id")).containsExactly("f-translations-de");
        assertThat(page.selectFirst("#f-translations-de-name").val()).isEqualTo("Galaabend");
        assertThat(page.selectFirst("#f-translations-de-description").attr("lang"))
                .isEqualTo("de");
        assertThat(page.select("label[for=f-tiers-1-names-ja]").text()).contains("Stalls");
        assertThat(page.selectFirst("#f-tiers-0-names-de").val()).isEqualTo("Parkett");

        SERVICES.answer("PUT /api/events/e1", 200, translated);
        perform(asShown("e1", "translations[ja].name", "ガラの夜"));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getLast().body())
                .contains(
                        "\"language\":\"en\"",
                        "\"translations\":{\"de\":{\"name\":\"Galaabend\",\"description\":\"Einlass um sieben.\"},"
                                + "\"ja\":{\"name\":\"ガラの夜\"}}",
                        "\"names\":{\"de\":\"Parkett\"}");
        perform(asShown(
                "e1", "translations[de].name", "", "translations[de].description", "", "tiers[0].names[de]", ""));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getLast().body())
                .contains("\"translations\":{}", "\"names\":{}");

        SERVICES.answer("PUT /api/events/e1", 400, """
                {"status": 400, "code": "validation-failed", "detail": "Some fields are wrong.", "errors": [
                  {"field": "translations.de.name", "message": "is too long"}, {"field": "tiers[1].names.ja", "message": "is odd"},
                  {"field": "translations", "message": "is too much"}]}""");
        Document refused = html(perform(asShown("e1")));
        assertThat(refused.select("#problems a").eachAttr("href"))
                .containsExactlyInAnyOrder("#f-translations-de-name", "#f-tiers-1-names-ja", "#f-translations");
        assertThat(refused.select("#problems a").eachText())
                .contains("Deutsch, Name: is too long", "Stalls, 日本語, Kind of ticket: is odd");
        assertThat(refused.selectFirst("#f-translations-de-name").attr("aria-invalid"))
                .isEqualTo("true");
    }

    /** The page has a section for each language, and the style leaves out that of the texts themselves as long as it is folded. */
    @Test
    void theLanguageOfAnEventsOwnTextsIsNoFurtherOne() throws Exception {
        Document page = html(perform(signedIn(get("/events/new"))));
        List<String> languages = page.select("#f-language option").eachAttr("value").stream()
                .filter(tag -> !tag.isEmpty())
                .toList();
        String style = new ClassPathResource("webclient/static/assets/holdfast.css")
                .getContentAsString(StandardCharsets.UTF_8);

        assertThat(languages).hasSize(6).allSatisfy(tag -> {
            assertThat(page.selectFirst("details#f-translations-" + tag)).isNotNull();
            assertThat(style)
                    .contains("#f-translations:has([value=\"%s\"]:checked) #f-translations-%s:not([open])"
                            .formatted(tag, tag));
        });
    }

    @Test
    void untouchedTimesStayExact() throws Exception {
        // 2:30 on the day that summer time ends: the second time it is 2:30, and half a minute.
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 4).replace("2030-12-05T19:00:00Z", "2030-10-27T01:30:30Z"));
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        MockHttpServletRequestBuilder form = asShown("e1");
        perform(form);
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("\"startsAt\":\"2030-10-27T01:30:30Z\"");
    }

    @Test
    void editsAreKeptWhenTheSessionEnded() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "draft", 4));
        MockHttpServletRequestBuilder form = asShown("e1", "name", "Gala night");
        SERVICES.answer("GET /api/users/currentuser", 200, "{\"currentUser\": null}");
        SERVICES.problem("GET /api/events/e1", 404, "not-found");
        MockHttpServletResponse ended = perform(form);
        assertThat(ended.getStatus()).isEqualTo(401);
        Document page = html(ended);
        assertThat(page.select("#signed-out a[href=/signin][target=_blank]")).hasSize(1);
        assertThat(page.selectFirst("#f-name").val()).isEqualTo("Gala night");
        assertThat(page.selectFirst("input[name=version]").val()).isEqualTo("4");
        assertThat(page.selectFirst("form.create").attr("action")).isEqualTo("/organizer/events/e1/edit");
        assertThat(page.select(".create-go button[value=publish]")).hasSize(1);

        SERVICES.reset();
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 4));
        SERVICES.problem("PUT /api/events/e1", 401, "unauthenticated");
        MockHttpServletResponse refused = perform(asShown("e1", "name", "Gala night"));
        assertThat(refused.getStatus()).isEqualTo(401);
        assertThat(html(refused).selectFirst("#f-name").val()).isEqualTo("Gala night");
    }

    @Test
    void editsAreKeptWhileEventsServiceIsAway() throws Exception {
        MockHttpServletRequestBuilder form = asShown("e1", "name", "Gala night");
        SERVICES.down("GET /api/events/e1");
        MockHttpServletResponse unreachable = perform(form);
        SERVICES.problem("GET /api/events/e1", 503, "unavailable");
        for (MockHttpServletResponse response : List.of(unreachable, perform(form))) {
            assertThat(response.getStatus()).isEqualTo(503);
            Document page = html(response);
            assertThat(page.selectFirst("#happened").text()).contains("not saved", "still here");
            assertThat(page.selectFirst("#f-name").val()).isEqualTo("Gala night");
            assertThat(page.selectFirst("#f-tiers-0-price").val()).isEqualTo("45.50");
            assertThat(page.selectFirst("input[name=version]").val()).isEqualTo("4");
        }
        assertThat(SERVICES.asked("PUT", "/api/events/e1")).isEmpty();
    }

    @Test
    void editsAreKeptAfterSigningInWithAnotherAccount() throws Exception {
        MockHttpServletRequestBuilder form = asShown("e1", "name", "Gala night");
        SERVICES.answer("GET /api/users/currentuser", 200, """
            {"currentUser": {"id": "u9", "email": "bob@example.com", "name": "Bob"}}\
            """);
        MockHttpServletResponse published = perform(form);
        // A draft does not exist for other accounts.
        SERVICES.problem("GET /api/events/e1", 404, "not-found");
        for (MockHttpServletResponse response : List.of(published, perform(form))) {
            assertThat(response.getStatus()).isEqualTo(404);
            Document page = html(response);
            assertThat(page.selectFirst("#happened").text())
                    .contains("not saved", "signed in as Bob", "another account");
            assertThat(page.select("#happened a[href=/signin][target=_blank]")).hasSize(1);
            assertThat(page.selectFirst("#f-name").val()).isEqualTo("Gala night");
        }
        assertThat(SERVICES.asked("PUT", "/api/events/e1")).isEmpty();
    }

    @Test
    void untouchedPictureOverHttpIsKept() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 4)
                        .replace("\"imageUrl\": null", "\"imageUrl\": \"http://example.com/a.png\""));
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        assertThat(perform(asShown("e1", "name", "Gala night")).getRedirectedUrl())
                .isEqualTo("/organizer/events/e1?saved");
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("\"imageUrl\":\"http://example.com/a.png\"");
        Document changed = html(perform(asShown("e1", "imageUrl", "http://example.com/b.png")));
        assertThat(changed.selectFirst("#f-imageUrl-problem").text()).contains("https://");
        assertThat(SERVICES.asked("PUT", "/api/events/e1")).hasSize(1);
    }

    @Test
    void versionConflictShowsBothVersionsAndKeepsTheForm() throws Exception {
        SERVICES.problem("PUT /api/events/e1", 409, "version-conflict");
        MockHttpServletRequestBuilder mine = asShown("e1");
        String newer = FakeServices.own("e1", "Gala night", "published", 6)
                .replace("\"price\": 4550", "\"price\": 5000")
                .replace("\"tiers\": [", """
                    "tiers": [{"id": "late", "name": "Latecomers", "price": 1000, "capacity": 10},\
                    """);
        SERVICES.answerFirst("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 4));
        SERVICES.answer("GET /api/events/e1", 200, newer);
        MockHttpServletResponse response = perform(mine);
        assertThat(response.getStatus()).isEqualTo(409);
        Document page = html(response);
        assertThat(page.select(".difference h3").eachText()).containsExactly("Name", "Floor: Price");
        assertThat(page.select(".difference").first().select("dd").eachText()).containsExactly("Gala night", "Gala");
        assertThat(page.select(".difference").last().select("dd").eachText()).containsExactly("50.00", "45.50");
        assertThat(page.selectFirst("#conflict").text()).contains("taken into your form: Latecomers");
        assertThat(page.selectFirst("#f-name").val()).isEqualTo("Gala");
        assertThat(page.select("input[name$=.id]").eachAttr("value")).containsExactly("floor", "stalls", "late");
        assertThat(page.selectFirst("input[name=version]").val()).isEqualTo("6");
        assertThat(page.selectFirst(".create-go button").text()).isEqualTo("Save mine over it");
    }

    @Test
    void saveWhoseAnswerWasLostIsRecognised() throws Exception {
        SERVICES.answer("PUT /api/events/e1", 503, "{\"status\": 503, \"code\": \"unavailable\", \"detail\": \"x\"}");
        MockHttpServletResponse unsure = perform(asShown("e1"));
        assertThat(unsure.getStatus()).isEqualTo(503);
        assertThat(html(unsure).select("#happened")).hasSize(1);
        assertThat(html(unsure).selectFirst("input[name=version]").val()).isEqualTo("4");

        SERVICES.problem("PUT /api/events/e1", 409, "version-conflict");
        MockHttpServletRequestBuilder again = asShown("e1");
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        assertThat(perform(again).getRedirectedUrl()).isEqualTo("/organizer/events/e1?saved");
    }

    @Test
    void capacityBelowSoldIsExplainedAtTheField() throws Exception {
        SERVICES.answer("PUT /api/events/e1", 409, """
            {"status": 409, "code": "capacity-below-sold", "detail": "x",
             "errors": [{"field": "tiers[0].capacity", "message": "m", "tierId": "floor", "floor": 40},
                        {"field": "tiers[1].capacity", "message": "m", "tierId": "stalls", "floor": 4, "seats": ["B-7", "B-8"]},
                        {"field": "tiers", "message": "m", "tierId": "gone", "floor": 3}]}\
            """);
        MockHttpServletResponse response = perform(asShown("e1"));
        assertThat(response.getStatus()).isEqualTo(409);
        Document page = html(response);
        assertThat(page.selectFirst("#f-tiers-0-capacity-problem").text()).startsWith("40 are sold or held already.");
        assertThat(page.selectFirst("#f-tiers-1-seating-problem").text()).contains("B-7, B-8");
        assertThat(page.selectFirst("#f-tiers").text()).contains("3 sold or held");
        assertThat(page.select("#problems a").eachAttr("href"))
                .containsExactly("#f-tiers-0-capacity", "#f-tiers-1-seating", "#f-tiers");
    }

    @Test
    void seatingPlanErrorNamesTheLine() throws Exception {
        Document page = html(perform(asShown("e1", "tiers[1].seating", "A: 12\nB: 12 sofa 4")));
        assertThat(page.selectFirst("#f-tiers-1-seating-problem").text())
                .isEqualTo("Line 2: “sofa” is not understood.");
        assertThat(page.selectFirst("#f-tiers-1-seating").wholeText()).isEqualTo("A: 12\nB: 12 sofa 4");
        assertThat(SERVICES.asked("PUT", "/api/events/e1")).isEmpty();
    }

    @Test
    void rowsThatLookAlikeStayIfTheyWereStored() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 4).replace("{\"label\": \"B\",", "{\"label\": \"a\","));
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        String changed = "A: 1-12\na: 1-13";
        for (String action : new String[] {"save", "plan"}) {
            MockHttpServletResponse response = perform(asShown("e1", "tiers[1].seating", changed, "action", action));
            assertThat(response.getContentAsString()).as(action).doesNotContain("looks like another row");
        }
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("{\"label\":\"A\",\"seats\":12},{\"label\":\"a\",\"seats\":13}");
        Document drawn = html(perform(signedIn(post("/events/new/seats"))
                .param("plan", "0")
                .param("tiers[0].id", "stalls")
                .param("tiers[0].seating", changed)));
        assertThat(drawn.selectFirst("#sketch-0 figcaption").text()).isEqualTo("25 seats in 2 rows");
        assertThat(drawn.select(".problem")).isEmpty();

        Document page = html(perform(asShown("e1", "tiers[1].seating", "Ａ: 4\n" + changed)));
        assertThat(page.selectFirst("#f-tiers-1-seating-problem").text()).startsWith("Line 1: row Ａ looks like");
        Document fresh = html(
                perform(signedIn(post("/events/new/seats")).param("plan", "0").param("tiers[0].seating", changed)));
        assertThat(fresh.selectFirst(".problem").text()).startsWith("Line 2: row a looks like");
    }

    @Test
    void sectionsAreShownSavedAndTheirProblemsNamed() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 4)
                        .replace("{\"label\": \"B\",", "{\"section\": \"Balcony\", \"label\": \"A\","));
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        Document form = html(perform(signedIn(get("/organizer/events/e1/edit"))));
        assertThat(form.selectFirst("#f-tiers-1-seating").wholeText())
                .isEqualTo("A: 1-12 gap 5,6 aisle 4 accessible 1 companion 2\n[Balcony]\nA: 1-12");
        assertThat(form.select("#sketch-1 .section").eachText()).containsExactly("Balcony");

        perform(asShown("e1", "tiers[1].seating", "A: 12\n[Balcony]\nA: 4\nB: 4"));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("\"seating\":{\"rows\":[{\"label\":\"A\",\"seats\":12},"
                        + "{\"section\":\"Balcony\",\"label\":\"A\",\"seats\":4},"
                        + "{\"section\":\"Balcony\",\"label\":\"B\",\"seats\":4}]}");

        Document twice = html(perform(asShown("e1", "tiers[1].seating", "[Box]\nA: 12\n[Left]\nA: 4\n[Box]\nB: 4")));
        assertThat(twice.selectFirst("#f-tiers-1-seating-problem").text())
                .isEqualTo("Line 5: there is a section Box already. Write its rows together.");
        assertThat(twice.selectFirst("#f-tiers-1-seating").wholeText())
                .isEqualTo("[Box]\nA: 12\n[Left]\nA: 4\n[Box]\nB: 4");
    }

    @Test
    void seatsAreDrawnWhileTheyAreTyped() throws Exception {
        MockHttpServletRequestBuilder typed = signedIn(post("/events/new/seats"))
                .param("plan", "0")
                .param("tiers[0].name", "Stalls")
                .param("tiers[0].seating", "A-C: 10 aisle 5\nD: nonsense");
        Document fragment = html(perform(typed));
        assertThat(fragment.selectFirst("#sketch-0 figcaption").text()).isEqualTo("30 seats in 3 rows");
        assertThat(fragment.selectFirst(".problem").text()).startsWith("Line 2:");
        assertThat(fragment.select(".sketch-map text").eachText()).containsExactly("A", "B", "C");
    }

    @Test
    void draftIsSavedAndPublishedLater() throws Exception {
        SERVICES.answer("POST /api/events/new", 201, FakeServices.own("e9", "Gala", "draft", 1));
        MockHttpServletResponse created = perform(signedIn(post("/events/new"))
                .param("name", "Gala")
                .param("description", "A night.")
                .param("startsAt", "2030-07-01T20:00")
                .param("timezone", "Europe/Madrid")
                .param("currency", "EUR")
                .param("tiers[0].name", "Stalls")
                .param("tiers[0].price", "25")
                .param("tiers[0].seating", "A: 4")
                .param("action", "draft"));
        assertThat(created.getRedirectedUrl()).isEqualTo("/organizer/events/e9?saved");
        assertThat(SERVICES.asked("POST", "/api/events/new").getFirst().body())
                .contains("\"status\":\"draft\"", "\"seating\":{\"rows\":[{\"label\":\"A\",\"seats\":4}]}")
                .contains("\"sellBack\":{\"allowed\":false}")
                .doesNotContain("capacity");

        SERVICES.answer("GET /api/events/e9", 200, FakeServices.own("e9", "Gala", "draft", 1));
        SERVICES.answer("PUT /api/events/e9", 200, FakeServices.own("e9", "Gala", "published", 2));
        MockHttpServletResponse published = perform(asShown("e9", "action", "publish"));
        assertThat(published.getRedirectedUrl()).isEqualTo("/organizer/events/e9?published");
        assertThat(SERVICES.asked("PUT", "/api/events/e9").getFirst().body()).contains("\"status\":\"published\"");
    }

    @Test
    void endedEventCannotBeEdited() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "cancelled", 5));
        assertThat(perform(signedIn(get("/organizer/events/e1/edit"))).getRedirectedUrl())
                .isEqualTo("/organizer/events/e1");
        assertThat(html(perform(signedIn(get("/organizer/events/e1")))).select("a[href$=/edit], button[value=pause]"))
                .isEmpty();
    }

    /** The edit form as the page shows it, with some fields typed differently. */
    private MockHttpServletRequestBuilder asShown(String id, String... typed) throws Exception {
        Document page = html(perform(signedIn(get("/organizer/events/" + id + "/edit"))));
        Map<String, String> fields = new LinkedHashMap<>();
        for (Connection.KeyVal field : ((FormElement) page.selectFirst("form.create")).formData()) {
            fields.put(field.key(), field.value());
        }
        for (int i = 0; i < typed.length; i += 2) {
            fields.put(typed[i], typed[i + 1]);
        }
        MockHttpServletRequestBuilder request = signedIn(post("/organizer/events/" + id + "/edit"));
        fields.forEach(request::param);
        return request;
    }
}
