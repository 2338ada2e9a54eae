package io.holdfast.poster;

/** An SVG image that is drawn shape by shape. */
final class SvgDrawing {

    private final StringBuilder svg = new StringBuilder(2048);

    /** Its view box has the given size; it is shown twice as large. */
    SvgDrawing(int width, int height) {
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">"
                .formatted(width, height, 2 * width, 2 * height));
    }

    void rect(int x, int y, int width, int height, String colour) {
        svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>"
                .formatted(x, y, width, height, colour));
    }

    void roundedRect(int x, int y, int width, int height, int radius, String colour) {
        svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\" fill=\"%s\"/>"
                .formatted(x, y, width, height, radius, colour));
    }

    void circle(int x, int y, int radius, String colour) {
        svg.append("<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\"/>".formatted(x, y, radius, colour));
    }

    void path(String data, String colour) {
        svg.append("<path d=\"%s\" fill=\"%s\"/>".formatted(data, colour));
    }

    /** The whole image. */
    @Override
    public String toString() {
        return svg + "</svg>";
    }
}
