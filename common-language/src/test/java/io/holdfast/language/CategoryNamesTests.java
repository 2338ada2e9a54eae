package io.holdfast.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CategoryNamesTests {

    @Test
    void everyCategoryHasANameInEveryLanguage() {
        assertThat(MessageCheck.problems(CategoryNames.BUNDLE)).isEmpty();
    }

    @Test
    void aCategoryHasTheNamesOfAllLanguages() {
        assertThat(CategoryNames.all())
                .filteredOn(names -> names.contains("music"))
                .singleElement()
                .satisfies(names -> assertThat(names).contains("Music", "Musik", "Musique", "Música", "音楽", "موسيقى"));
        assertThat(CategoryNames.all())
                .filteredOn(names -> names.contains("Essen und Trinken"))
                .singleElement()
                .satisfies(names -> assertThat(names).contains("food", "Food and drink"));
    }

    @Test
    void aKeyHasLettersAndDigitsOnly() {
        assertThat(CategoryNames.key("Food & Drink")).isEqualTo("category.food-drink");
    }
}
