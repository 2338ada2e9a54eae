package io.holdfast.webclient.site;

import java.util.List;

/** The categories that the pages offer; an event may have any other. */
public final class Categories {

    public static final List<String> ALL = List.of(
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
            "Art");

    private Categories() {}
}
