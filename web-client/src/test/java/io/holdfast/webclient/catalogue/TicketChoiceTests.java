package io.holdfast.webclient.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

class TicketChoiceTests {

    @Test
    void seatsHaveTheNamesThatPlansGiveThem() {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        parameters.put(
                "s_stalls", List.of("A-12,Б-9999", "Löge (St. Pé & Co) हि-1001", "A-10000", "A-", "A/1-2", "A-1;drop"));

        assertThat(TicketChoice.of(parameters).seats("stalls"))
                .containsExactly("A-12", "Б-9999", "Löge (St. Pé & Co) हि-1001");
    }

    @Test
    void aNumberBeyondAllBoundsIsStillTooMany() {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        parameters.add("t_floor", "99999999999999999999");
        parameters.add("t_balcony", "000000000002");
        parameters.add("t_box", "-1");
        parameters.add("t_gallery", "\u0663");

        TicketChoice choice = TicketChoice.of(parameters);

        assertThat(choice.count("floor")).isEqualTo(999_999);
        assertThat(choice.count("balcony")).isEqualTo(2);
        assertThat(choice.has("box")).isFalse();
        assertThat(choice.count("gallery")).as("an Arabic 3").isEqualTo(3);
    }
}
