package io.holdfast.poster;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A poster drawn from an event's id and category: a few shapes in the colours of a palette. The same id and category always
 * give the same poster.
 */
public final class Poster {

    private static final int WIDTH = 400;
    private static final int HEIGHT = 300;

    private final SplittableRandom random;
    private final Palette palette;
    private final SvgDrawing svg = new SvgDrawing(WIDTH, HEIGHT);

    private Poster(String id) {
        random = new SplittableRandom(seed(id));
        palette = Palette.ALL.get(random.nextInt(Palette.ALL.size()));
    }

    /**
     * As an SVG image of 4 : 3.
     *
     * @param category of the event; empty for none
     */
    public static String svg(String id, String category) {
        Poster poster = new Poster(id);
        poster.draw(category.toLowerCase(Locale.ROOT));
        return poster.svg.toString();
    }

    private void draw(String category) {
        svg.rect(0, 0, WIDTH, HEIGHT, palette.ground());
        switch (category) {
            case "music", "concert", "concerts" -> rings();
            case "theatre", "theater", "opera" -> curtain();
            case "comedy" -> smile();
            case "dance" -> ribbons();
            case "literature", "books", "reading" -> pages();
            case "sport", "sports" -> lanes();
            case "talk", "talks", "conference", "tech", "business" -> voices();
            case "film", "cinema" -> beam();
            case "festival", "outdoor", "festivals" -> hills();
            case "food", "food-drink", "food & drink" -> plates();
            case "family", "kids" -> blocks();
            case "club", "party", "nightlife", "electronic" -> bars();
            default -> tiles();
        }
    }

    private void rings() {
        int x = between(110, 290);
        int y = between(110, 190);
        int widest = between(150, 190);
        for (int ring = 0; ring < 6; ring++) {
            svg.circle(x, y, widest - ring * widest / 6, ring % 2 == 0 ? palette.first() : palette.ground());
        }
        svg.circle(x, y, widest / 6, palette.second());
        svg.circle(x, y, 5, palette.light());
        for (int bar = 0; bar < 9; bar++) {
            int height = between(18, 96);
            svg.rect(28 + bar * 40, HEIGHT - height, 24, height, bar % 3 == 1 ? palette.second() : palette.light());
        }
    }

    private void curtain() {
        svg.circle(WIDTH / 2, HEIGHT + 20, between(150, 190), palette.light());
        svg.circle(WIDTH / 2, HEIGHT + 20, between(90, 120), palette.second());
        int folds = between(3, 5);
        int width = 130 / folds;
        for (int fold = 0; fold < folds; fold++) {
            String colour = fold % 2 == 0 ? palette.first() : palette.second();
            int drop = HEIGHT - fold * between(16, 30);
            svg.path(
                    "M%d 0h%dv%dq%d %d %d 0z".formatted(fold * width, width, drop - 30, -width / 2, 34, -width),
                    colour);
            svg.path(
                    "M%d 0h%dv%dq%d %d %d 0z".formatted(WIDTH - fold * width, -width, drop - 30, width / 2, 34, width),
                    colour);
        }
        for (int scallop = 0; scallop < 8; scallop++) {
            svg.circle(25 + scallop * 50, 0, 34, scallop % 2 == 0 ? palette.second() : palette.first());
        }
    }

    private void ribbons() {
        List<String> colours = List.of(palette.first(), palette.second(), palette.light());
        for (int ribbon = 0; ribbon < 6; ribbon++) {
            int x = -60 + ribbon * 78;
            int sway = between(60, 150);
            svg.path(
                    "M%d 0c%d 100 %d 200 0 300h46c%d-100 %d-200 0-300z".formatted(x, sway, -sway, -sway, sway),
                    colours.get(ribbon % 3));
        }
        svg.circle(between(110, 290), between(90, 190), between(36, 54), palette.light());
    }

    private void pages() {
        for (int page = 0; page < 4; page++) {
            int lift = page * between(12, 18);
            String colour = List.of(palette.second(), palette.first(), palette.light(), palette.second())
                    .get(page);
            svg.path("M200 270V%dq-70-50-150-10v200q80-40 150 10z".formatted(70 + lift), colour);
            svg.path("M200 270V%dq70-50 150-10v200q-80-40-150 10z".formatted(70 + lift), colour);
        }
        for (int line = 0; line < 3; line++) {
            svg.rect(84, 176 + line * 22, between(50, 84), 7, palette.ground());
            svg.rect(232, 176 + line * 22, between(50, 84), 7, palette.ground());
        }
        svg.circle(between(60, 340), 48, between(16, 30), palette.light());
    }

    private void smile() {
        int x = between(150, 250);
        int y = between(110, 140);
        svg.circle(x, y, 175, palette.first());
        svg.circle(x - 55, y - 30, 20, palette.ground());
        svg.circle(x + 55, y - 30, 20, palette.ground());
        svg.circle(x - 49, y - 36, 7, palette.light());
        svg.circle(x + 61, y - 36, 7, palette.light());
        svg.path("M%d %dh180a90 90 0 0 1-180 0z".formatted(x - 90, y + 30), palette.second());
        svg.path("M%d %dh180v14h-180z".formatted(x - 90, y + 30), palette.light());
    }

    private void lanes() {
        int bend = between(-60, 60);
        for (int lane = 0; lane < 5; lane++) {
            String colour = lane % 2 == 0 ? palette.first() : palette.second();
            svg.path(
                    "M%d 0q%d 150 %d 300h44q%d-150 %d-300z".formatted(20 + lane * 76, bend, between(-20, 20), bend, 0),
                    colour);
        }
        int x = between(110, 290);
        svg.circle(x, between(90, 210), 58, palette.light());
        svg.circle(x, 150, 14, palette.ground());
    }

    private void voices() {
        bubble(40, between(30, 50), 190, 120, palette.first(), 60);
        bubble(150, between(130, 150), 215, 120, palette.second(), 160);
        for (int dot = 0; dot < 3; dot++) {
            svg.circle(206 + dot * 52, 200, 11, palette.light());
        }
        for (int line = 0; line < 3; line++) {
            svg.rect(66, 68 + line * 24, between(70, 136), 9, palette.ground());
        }
    }

    private void bubble(int x, int y, int width, int height, String colour, int tail) {
        svg.roundedRect(x, y, width, height, 28, colour);
        svg.path("M%d %dl-12 36 54-36z".formatted(x + tail, y + height - 4), colour);
    }

    private void beam() {
        int y = between(90, 150);
        svg.path("M70 %dL400 %dV%dz".formatted(y, between(0, 40), between(250, 300)), palette.light());
        svg.path("M70 %dL400 %dV%dz".formatted(y, between(70, 100), between(180, 220)), palette.second());
        svg.circle(70, y, 62, palette.first());
        svg.circle(70, y, 24, palette.ground());
        for (int hole = 0; hole < 9; hole++) {
            svg.rect(14 + hole * 44, 272, 24, 16, palette.first());
        }
    }

    private void hills() {
        svg.circle(between(90, 310), between(80, 130), between(52, 76), palette.light());
        List<String> shade = List.of(palette.second(), palette.first(), palette.second());
        for (int hill = 0; hill < 3; hill++) {
            int top = 150 + hill * 46 + between(-14, 14);
            svg.path(
                    "M0 %dQ%d %d 200 %dT400 %dV300H0z"
                            .formatted(top, between(60, 140), top - between(40, 90), top, top - between(0, 30)),
                    shade.get(hill));
        }
        for (int flag = 0; flag < 7; flag++) {
            svg.path("M%d 24h40l-20 34z".formatted(20 + flag * 54), flag % 2 == 0 ? palette.first() : palette.light());
        }
    }

    private void plates() {
        int x = between(140, 260);
        svg.circle(x, 150, 130, palette.light());
        svg.circle(x, 150, 100, palette.first());
        svg.path("M%d 150a70 70 0 0 1 140 0z".formatted(x - 70), palette.second());
        svg.circle(x - 24, 184, 20, palette.light());
        svg.circle(x + 30, 190, 13, palette.ground());
        svg.rect(24, 40, 10, 220, palette.second());
        svg.rect(WIDTH - 34, 40, 10, 220, palette.second());
    }

    private void blocks() {
        List<String> colours = List.of(palette.first(), palette.second(), palette.light());
        for (int block = 0; block < 4; block++) {
            int x = 20 + block * 94;
            int height = between(60, 130);
            svg.rect(x, HEIGHT - height, 80, height, colours.get(block % 3));
            if (random.nextBoolean()) {
                svg.circle(x + 40, HEIGHT - height - 34, 34, colours.get((block + 1) % 3));
            } else {
                svg.path("M%d %dl40-62 40 62z".formatted(x, HEIGHT - height), colours.get((block + 2) % 3));
            }
        }
    }

    private void bars() {
        for (int bar = 0; bar < 13; bar++) {
            int reach = between(30, 130);
            String colour = bar % 3 == 0 ? palette.second() : palette.first();
            svg.rect(14 + bar * 29, 150 - reach, 18, reach * 2, colour);
        }
        svg.circle(between(120, 280), 150, between(34, 52), palette.light());
    }

    private void tiles() {
        List<String> colours = List.of(palette.first(), palette.second(), palette.light());
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                tile(column * 100, row * 100, colours);
            }
        }
    }

    private void tile(int x, int y, List<String> colours) {
        String colour = colours.get(random.nextInt(colours.size()));
        switch (random.nextInt(6)) {
            case 0 -> svg.path("M%d %dh100a100 100 0 0 1-100 100z".formatted(x, y), colour);
            case 1 -> svg.path("M%d %dv100a100 100 0 0 0-100-100z".formatted(x + 100, y), colour);
            case 2 -> svg.path("M%d %dv-100a100 100 0 0 0 100 100z".formatted(x, y + 100), colour);
            case 3 -> svg.circle(x + 50, y + 50, 50, colour);
            case 4 -> svg.path("M%d %dl100 100h-100z".formatted(x, y), colour);
            default -> svg.circle(x + 50, y + 50, 16, colour);
        }
    }

    private int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** FNV-1a, 64 bits: ids made in the same millisecond share most of their characters. */
    private static long seed(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        return hash ^ (hash >>> 29);
    }
}
