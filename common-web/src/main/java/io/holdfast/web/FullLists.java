package io.holdfast.web;

import java.util.ArrayList;
import java.util.List;

/** Which lists of one answer have as many entries as they may, so that there may be more that it does not have. */
public final class FullLists {

    private final List<String> names = new ArrayList<>();

    /**
     * Looks at one more list.
     *
     * @param name of its field in the answer
     * @param most how many entries it may have
     */
    public FullLists with(String name, List<?> list, int most) {
        if (list.size() >= most) {
            names.add(name);
        }
        return this;
    }

    /** The names of those that are full. */
    public List<String> names() {
        return List.copyOf(names);
    }
}
