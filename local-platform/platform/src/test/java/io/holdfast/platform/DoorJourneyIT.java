package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.holdfast.platform.PageSteps.button;
import static io.holdfast.platform.PageSteps.heading;
import static io.holdfast.platform.PageSteps.link;
import static io.holdfast.platform.PageSteps.publish;
import static io.holdfast.platform.PageSteps.signUp;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Check-in of guests in a real browser. */
class DoorJourneyIT {

    private static Browser browser;

    @BeforeAll
    static void open() {
        browser = new Browser();
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.expectNoErrors();
            browser.close();
        }
    }

    @ParameterizedTest(name = "JavaScript: {0}")
    @ValueSource(booleans = {true, false})
    void oneTicketLetsOneGuestIn(boolean javaScript) {
        String suffix = javaScript ? "" : "-without-javascript";
        Page door = browser.visitor(javaScript, 320, ColorScheme.LIGHT);
        List<String> codes = twoTickets(door);
        link(door, "At the door").click();
        assertThat(heading(door)).hasText("At the door");

        show(door, codes.getFirst());
        assertThat(door.locator("#result")).containsText("Let in");
        assertThat(door.locator("#result")).containsText("Standing");
        assertThat(door.locator("#code")).hasValue("");
        inspect(door, "14-door-let-in" + suffix, javaScript);

        show(door, codes.getFirst().toLowerCase(java.util.Locale.ROOT));
        assertThat(door.locator("#result")).containsText("Already inside");
        inspect(door, "15-door-used" + suffix, javaScript);

        button(door, "Take back: Standing · Ada Visitor").click();
        assertThat(door.locator("#result")).containsText("Taken back");
        show(door, codes.getFirst());
        assertThat(door.locator("#result")).containsText("Let in");

        // Loaded anew, the page lists nothing any more.
        door.navigate(door.url());
        assertThat(door.locator("#seen li")).hasCount(0);
        show(door, codes.getFirst());
        assertThat(door.locator("#result")).containsText("Already inside");
        button(door, "Let in by mistake? Take it back").click();
        assertThat(door.locator("#result")).containsText("Taken back");
        show(door, codes.getFirst());
        assertThat(door.locator("#result")).containsText("Let in");
        show(door, "nonsense");
        assertThat(door.locator("#result")).containsText("Not a ticket of this event");
        assertThat(door.locator("#seen li").first()).containsText("nonsense");
        door.context().close();
    }

    @Test
    void whatIsScannedWhileTheNetworkIsAwayIsSentWhenItIsBack() {
        Page door = browser.visitor(true);
        List<String> codes = twoTickets(door);
        link(door, "At the door").click();
        assertThat(heading(door)).hasText("At the door");

        show(door, "nonsense");
        assertThat(door.locator("#result")).isVisible();
        door.route("**/door", Route::abort);
        show(door, codes.getFirst());
        assertThat(door.locator("#result")).isHidden();
        show(door, codes.getLast());
        assertThat(door.locator("#waiting")).containsText("Not yet confirmed: 2");
        assertThat(door.locator("#twice")).isHidden();
        show(door, asTyped(codes.getLast()));
        assertThat(door.locator("#twice")).containsText("Do not let in again");
        assertThat(door.locator("#waiting")).containsText("Not yet confirmed: 2");
        Browser.screenshot(door, "16-door-away");
        door.route(address -> address.contains("?q="), Route::abort);
        door.locator("#guest-form [name=q]").fill("Ada");
        button(door, "Find").click();
        assertThat(door.locator("#guests")).containsText("No answer right now");
        assertThat(heading(door)).hasText("At the door");

        Page otherDoor = door.context().newPage();
        otherDoor.navigate(door.url());
        show(otherDoor, codes.getLast());
        assertThat(otherDoor.locator("#result")).containsText("Let in");
        assertThat(door.evaluate("localStorage.length"))
                .as("what outlives the shift")
                .isEqualTo(0);
        assertThat(stored(door)).contains(codes.getLast());

        door.unroute("**/door");
        assertThat(door.locator("#seen li .status"))
                .hasText(new String[] {"Already inside", "Let in", "Not a ticket of this event"});
        assertThat(door.locator("#waiting")).isHidden();
        assertThat(door.locator("#twice")).isHidden();
        assertThat(door.locator("#count")).containsText("2 of 2 let in");
        for (int i = 1; i <= 12; i++) {
            show(door, "nonsense " + i);
        }
        assertThat(door.locator("#seen li").first()).containsText("e 12");
        Locator.FilterOptions alreadyInside = new Locator.FilterOptions().setHasText("Already inside");
        assertThat(door.locator("#seen li").filter(alreadyInside)).hasCount(0);
        assertThat(door.locator("#late li").filter(alreadyInside)).hasCount(1);
        inspect(door, "18-door-late", true);
        assertThat(stored(door))
                .as("what was answered")
                .doesNotContain("holdfast-door")
                .doesNotContain(codes);
        door.context().close();
    }

    /** As someone reads it from paper. */
    private static String asTyped(String code) {
        return code.toLowerCase(Locale.ROOT).replace('0', 'o').replace('1', 'l').replaceAll(".{4}(?=.)", "$0-");
    }

    @Test
    void aCheckInIsTakenBackBesideAnotherOne() {
        Page door = browser.visitor(true);
        List<String> codes = twoTickets(door);
        link(door, "At the door").click();
        assertThat(heading(door)).hasText("At the door");
        show(door, codes.getFirst());
        assertThat(door.locator("#result")).containsText("Let in");

        List<Route> slow = new ArrayList<>();
        door.route("**/door", route -> {
            if (slow.isEmpty() && isCheckIn(route)) {
                slow.add(route);
            } else {
                route.resume();
            }
        });
        show(door, codes.getLast());
        door.waitForCondition(() -> !slow.isEmpty());
        button(door, "Take back: Standing · Ada Visitor").click();
        slow.getFirst().resume();

        assertThat(door.locator("#seen li .status")).hasText(new String[] {"Taken back", "Let in"});
        assertThat(door.locator("button[name=undo]"))
                .hasAttribute("value", Pattern.compile("\\|" + codes.getLast().replace(" ", "") + "\\|.+"));
        door.context().close();
    }

    /** What is taken back without an answer is sent again, and means the check-in that was the mistake, whatever another door does. */
    @Test
    void aCheckInIsTakenBackLaterAndNoOtherOne() {
        Page door = browser.visitor(true);
        List<String> codes = twoTickets(door);
        link(door, "At the door").click();
        assertThat(heading(door)).hasText("At the door");
        show(door, codes.getFirst());
        assertThat(door.locator("#seen li .status")).hasText(new String[] {"Let in"});
        show(door, codes.getLast());
        assertThat(door.locator("#seen li .status")).hasText(new String[] {"Let in", "Let in"});
        Page otherDoor = door.context().newPage();
        otherDoor.navigate(door.url());
        door.route("**/door", Route::abort);
        for (Locator undo : door.locator("#seen button[name=undo]").all()) {
            undo.click();
        }
        assertThat(door.locator("#waiting")).containsText("Not yet confirmed: 2");

        // The other door takes one of them back, too, and lets the right guest in.
        show(otherDoor, codes.getFirst());
        otherDoor.locator("#result button[name=undo]").click();
        assertThat(otherDoor.locator("#result")).containsText("Taken back");
        show(otherDoor, codes.getFirst());
        assertThat(otherDoor.locator("#result")).containsText("Let in");
        door.unroute("**/door");

        assertThat(door.locator("#seen li .status")).hasText(new String[] {"Let in again", "Taken back"});
        assertThat(door.locator("#result")).containsText("Nothing was taken back");
        assertThat(door.locator("#waiting")).isHidden();
        assertThat(door.locator("#late")).hasCount(0);
        show(otherDoor, codes.getFirst());
        assertThat(otherDoor.locator("#result")).containsText("Already inside");
        door.context().close();
    }

    @Test
    void noCodeKeepsOthersFromBeingChecked() {
        Page door = browser.visitor(true);
        List<String> codes = twoTickets(door);
        link(door, "At the door").click();
        assertThat(heading(door)).hasText("At the door");
        show(door, "x".repeat(99) + "\uD83D\uDE00");
        assertThat(door.locator("#result")).containsText("Not a ticket of this event");

        // As by a proxy that does not like a code.
        door.route("**/door", route -> {
            if (isCheckIn(route) && route.request().postData().contains("odd")) {
                route.fulfill(new Route.FulfillOptions().setStatus(403));
            } else {
                route.resume();
            }
        });
        show(door, "odd");
        assertThat(door.locator("#waiting")).containsText("Not yet confirmed: 1");
        show(door, codes.getFirst());
        assertThat(door.locator("#result")).containsText("Let in");
        assertThat(door.locator("#waiting")).containsText("Not yet confirmed: 1");
        assertThat(stored(door)).contains("odd").doesNotContain(codes.getFirst());

        door.unroute("**/door");
        assertThat(door.locator("#seen li").first()).containsText("odd");
        assertThat(stored(door)).doesNotContain("odd");
        door.context().close();
    }

    /** The browser of this machine, like most, cannot read QR codes itself. */
    @Test
    void theCameraReadsATicket(@TempDir Path directory) throws Exception {
        Path picture = directory.resolve("camera.y4m");
        List<String> camera = List.of(
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                "--use-file-for-fake-video-capture=" + picture);
        try (Browser withCamera = new Browser(camera)) {
            Page door = withCamera.visitor(true, 320, ColorScheme.LIGHT);
            door.addInitScript("delete window.BarcodeDetector");
            List<String> codes = twoTickets(door);
            TestCamera.film(codes.getFirst(), picture);
            List<String> decoders = Collections.synchronizedList(new ArrayList<>());
            door.onRequest(request -> {
                if (request.url().contains("/assets/qr-")) {
                    decoders.add(request.url());
                }
            });
            link(door, "At the door").click();
            assertThat(heading(door)).hasText("At the door");
            assertThat(button(door, "Use the camera")).isVisible();
            assertThat(decoders).as("fetched before it is needed").isEmpty();

            button(door, "Use the camera").click();
            assertThat(door.locator("#result")).containsText("Let in");
            assertThat(door.locator("#result")).containsText("Standing");
            assertThat(decoders).isNotEmpty();
            inspect(door, "17-door-camera", true);

            // A phone shows several codes, and one frame is blurred. Time stands still, so that no code is away for
            // long.
            door.addInitScript("""
                    const frames = %s;
                    window.BarcodeDetector = class {
                      async detect() { return (frames.shift() ?? []).map((rawValue) => ({ rawValue })); }
                    }""".formatted("[['%1$s'], ['another'], ['%1$s', 'another', 'third'], ['third', 'last']]"
                    .formatted(codes.getLast())));
            door.clock().setFixedTime(System.currentTimeMillis());
            door.reload();
            button(door, "Use the camera").click();
            assertThat(door.locator("#seen li").first()).containsText("last");
            assertThat(door.locator("#seen li .status")).hasText(new String[] {
                "Not a ticket of this event", "Not a ticket of this event", "Not a ticket of this event", "Let in"
            });
            withCamera.expectNoErrors();
        }
    }

    /** Publishes an event, buys two of its tickets and returns their codes; the organizer's page of the event is open then. */
    private static List<String> twoTickets(Page page) {
        String url = RunningHoldfast.shared().url();
        page.navigate(url + "/signup?return=/events/new");
        signUp(page);
        publish(page, "Doors, a recital", "10");
        String event = page.url().replaceFirst(".*/events/(?:[^?/]*-)?([^?/-]+).*", "$1");
        page.getByLabel("Standing", new Page.GetByLabelOptions().setExact(true)).fill("2");
        button(page, "Hold tickets").click();
        assertThat(heading(page)).hasText("Payment");
        page.locator("form.pay button").click();
        assertThat(heading(page)).hasText("You’re going");
        List<String> codes = page.locator(".ticket .code").allInnerTexts();
        page.navigate(url + "/organizer/events/" + event);
        return codes;
    }

    /** And not the request for how many are inside. */
    private static boolean isCheckIn(Route route) {
        return route.request().method().equals("POST");
    }

    private static String stored(Page door) {
        return String.valueOf(door.evaluate("JSON.stringify(sessionStorage)"));
    }

    private static void show(Page door, String code) {
        // Before its script is there, the page would send the form itself.
        door.waitForLoadState();
        door.locator("#code").fill(code);
        door.locator("#code").press("Enter");
    }

    private static void inspect(Page page, String name, boolean javaScript) {
        Browser.screenshot(page, name);
        if (!javaScript) {
            return; // axe is a script
        }
        assertThat(Browser.findings(page)).as("%s, %s", name, page.url()).isEmpty();
        PageLayout.expectRoomForWords(page, name);
    }
}
