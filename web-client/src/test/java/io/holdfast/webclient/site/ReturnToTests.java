package io.holdfast.webclient.site;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnToTests {

    private static final List<String> PIECES = List.of(
            "/",
            "//",
            "\\",
            ".",
            "..",
            "%2e",
            "%2E",
            "%2f",
            "%5C",
            "%5c",
            "%252f",
            "%00",
            "%0d%0a",
            "%09",
            "%",
            "%zz",
            "evil.example",
            "events",
            "e1",
            "@",
            ":",
            "?",
            "#",
            ";",
            ";x=1",
            "&",
            "=",
            "{x}",
            "{",
            "|",
            "^",
            "`",
            "\"",
            "<",
            ">",
            " ",
            "\t",
            "\n",
            "\r",
            "\0",
            "\u2028",
            "\u3002",
            "\uFF0F",
            "\uFF0E",
            "\u0130",
            "https:",
            "javascript:",
            "http://",
            "[::1]",
            "127.1",
            "a+b",
            "*",
            "~");

    @Test
    void aLongChoiceIsLeftOutWhereThereIsNoRoomForIt() {
        assertThat(ReturnTo.within(20, "/events/e1?s_0=12")).isEqualTo("/events/e1?s_0=12");
        assertThat(ReturnTo.within(15, "/events/e1?s_0=12")).isEqualTo("/events/e1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/orders",
                "/events/e1?t_floor=2&s_balcony=A-1,A-2",
                "/orders/o1/checkout?card=tok_visa",
                "/?q=a//b/../c&place=S%C3%A3o%20Paulo&x=%2F%2F",
                "/organizer/",
                "/events/%C3%A9t%C3%A9",
            })
    void addressesOfThisSiteAreKept(String address) {
        assertThat(ReturnTo.safe(address)).isEqualTo(address);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "orders",
                "https://evil.example",
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "/..//evil.example",
                "/.//evil.example",
                "/x/..//evil.example",
                "/x//evil.example",
                "/%2e%2e//evil.example",
                "/%2E/evil.example",
                "/.;/evil.example",
                "/..;a=b//evil.example",
                "/;//evil.example",
                "/%2f/evil.example",
                "/%2Fevil.example",
                "/%5cevil.example",
                "/%5C/evil.example",
                "/%252fevil.example",
                "/%09/evil.example",
                "/\t/evil.example",
                "/\n/evil.example",
                "/%0d%0aSet-Cookie:a=b",
                "/{x}",
                "/events?q={x}",
                "/events?q=\u00e9",
                "/%",
                "/%zz",
                "/events#there",
            })
    void anythingElseLeadsHome(String address) {
        assertThat(ReturnTo.safe(address)).isEqualTo("/");
    }

    /** Ten seats, as many as an order may have unless the organizer allows more, in a section of 24 Japanese letters. */
    @Test
    void aChoiceOfSeatsInASectionWithALongNameIsKept() {
        String address = choice(10);
        assertThat(ReturnTo.safe(address)).isEqualTo(address);
        assertThat(ReturnTo.signIn(address))
                .isEqualTo("/signin?return=" + URLEncoder.encode(address, StandardCharsets.UTF_8));
    }

    @Test
    void anAddressThatIsTooLongLeadsToItsPage() {
        assertThat(ReturnTo.signIn(choice(20))).isEqualTo("/signin?return=%2Fevents%2Fe1");
        assertThat(ReturnTo.signIn(choice(100))).isEqualTo("/signin?return=%2Fevents%2Fe1");
        assertThat(ReturnTo.signIn("//evil.example?" + "x".repeat(5000))).isEqualTo("/signin?return=%2F");
        assertThat(ReturnTo.safe("/" + "x".repeat(4999))).hasSize(5000);
        assertThat(ReturnTo.safe("/" + "x".repeat(5000))).isEqualTo("/");
    }

    private static String choice(int seats) {
        String section = URLEncoder.encode("\u6771".repeat(24), StandardCharsets.UTF_8);
        return "/events/e1?"
                + IntStream.rangeClosed(1, seats)
                        .mapToObj(i -> "s_hall=" + section + "~A-" + i)
                        .collect(joining("&"));
    }

    /** However a browser or a server reads what is let through, it stays on this site. */
    @Test
    void madeUpAddressesNeverLeaveTheSite() {
        Random random = new Random(20261128);
        int kept = 0;
        for (int i = 0; i < 300_000; i++) {
            StringBuilder address = new StringBuilder(random.nextInt(10) == 0 ? "" : "/");
            for (int length = random.nextInt(7); length > 0; length--) {
                address.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            String typed = address.toString();
            String safe = ReturnTo.safe(typed);
            assertThat(safe.equals("/") || safe.equals(typed)).as(typed).isTrue();
            kept += safe.equals("/") ? 0 : 1;
            assertThat(URI.create("https://shop.example/signin").resolve(safe).getHost())
                    .as(typed)
                    .isEqualTo("shop.example");
            String path = safe.split("\\?", 2)[0];
            for (String reading : List.of(path, decoded(path), decoded(decoded(path)), path.replaceAll(";[^/]*", ""))) {
                assertThat(asBrowsersRead(reading)).as(typed).matches("/|/[^/\\\\].*");
            }
        }
        assertThat(kept).as("addresses that were not all refused").isGreaterThan(500);
    }

    private static String decoded(String path) {
        return URLDecoder.decode(
                path.replace("+", "%2B").replaceAll("%(?![0-9A-Fa-f]{2})", "%25"), StandardCharsets.UTF_8);
    }

    /** As the URL standard says: tabs and line ends count for nothing, a backslash is a slash, dots are resolved. */
    private static String asBrowsersRead(String path) {
        String slashes = path.replaceAll("[\t\n\r]", "").replace('\\', '/');
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : slashes.substring(1).split("/", -1)) {
            switch (segment.toLowerCase(Locale.ROOT).replace("%2e", ".")) {
                case "." -> {}
                case ".." -> segments.pollLast();
                default -> segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments);
    }
}
