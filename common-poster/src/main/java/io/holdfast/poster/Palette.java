package io.holdfast.poster;

import java.util.List;

/** The colours of a poster: ground, main shapes, second shapes and highlights. */
record Palette(String ground, String first, String second, String light) {

    static final List<Palette> ALL = List.of(
            new Palette("#12343b", "#e1b382", "#c89666", "#f6ead7"),
            new Palette("#2b2d5b", "#ff8a5b", "#f25f5c", "#ffe5d4"),
            new Palette("#0f4c5c", "#e36414", "#fb8b24", "#fff1dc"),
            new Palette("#3d1f47", "#f4a6b7", "#c44d7a", "#fde8ec"),
            new Palette("#14342b", "#60935d", "#bbdf8a", "#f2f7e3"),
            new Palette("#1d3557", "#a8dadc", "#e63946", "#f1faee"),
            new Palette("#f2e3c6", "#264653", "#e76f51", "#2a9d8f"),
            new Palette("#e9edf5", "#2f3e9e", "#f2b705", "#d7263d"),
            new Palette("#fbe3d6", "#7a1e48", "#e4572e", "#17377a"),
            new Palette("#d9e8e3", "#134e4a", "#f59e0b", "#b91c4b"));
}
