package io.holdfast.webclient.editing;

import io.holdfast.language.Language;
import io.holdfast.webclient.backend.Event;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The part of an event's form with its name and description in a further language, as typed. */
public final class TranslationForm {

    /** Tags of the languages in which texts can be given. */
    static final List<String> LANGUAGES =
            Arrays.stream(Language.values()).map(Language::tag).toList();

    private String name = "";
    private String description = "";

    static TranslationForm of(Event.Translation translation) {
        TranslationForm form = new TranslationForm();
        form.name = Objects.toString(translation.name(), "");
        form.description = Objects.toString(translation.description(), "");
        return form;
    }

    boolean isEmpty() {
        return name.isEmpty() && description.isEmpty();
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getDescription() {
        return description;
    }

    public void setDescription(String description) {
        this.description = description;
    }
}
