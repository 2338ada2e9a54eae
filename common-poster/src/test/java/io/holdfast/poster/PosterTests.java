package io.holdfast.poster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

class PosterTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Concert",
                "Theatre",
                "Dance",
                "Comedy",
                "Festival",
                "Film",
                "Sport",
                "Conference",
                "Literature",
                "Workshop",
                "Food",
                "Family",
                "club",
                "\"/><script>"
            })
    void theSameEventAlwaysHasTheSameSmallPoster(String category) throws Exception {
        for (int i = 0; i < 50; i++) {
            String svg = Poster.svg("event" + i, category);
            assertThat(svg).isEqualTo(Poster.svg("event" + i, category)).doesNotContain("script");
            assertThat(svg.length()).isLessThan(4000);
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        }
        assertThat(Poster.svg("event1", category)).isNotEqualTo(Poster.svg("event2", category));
    }
}
