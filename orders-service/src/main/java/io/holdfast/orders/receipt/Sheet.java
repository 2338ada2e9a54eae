package io.holdfast.orders.receipt;

import io.holdfast.pdf.PdfDocument;
import io.holdfast.pdf.PdfPage;
import io.holdfast.pdf.PdfPage.Side;
import io.holdfast.pdf.Style;
import io.holdfast.pdf.Tag;
import io.holdfast.pdf.Tag.Role;
import io.holdfast.pdf.TextBlock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Paragraphs and rows of tables below each other on A4, on the next page where one is full. Rows begin at the side at which the document's
 * language begins.
 */
final class Sheet {

    private static final float WIDTH = 595;
    private static final float HEIGHT = 842;
    private static final float MARGIN = 56;
    private static final float PADDING = 3;

    private final PdfDocument document;
    private PdfPage page;
    private float top = MARGIN;

    /** Begins with a new page. */
    Sheet(PdfDocument document) {
        this.document = document;
        this.page = document.addPage(WIDTH, HEIGHT);
    }

    /**
     * A cell of a row.
     *
     * @param share of the row's width; those of a row add up to 1
     */
    record Cell(String text, Style style, float share, Side side) {}

    /** A paragraph; an empty one takes no space. */
    void add(String text, Style style, Role role, Tag parent) {
        TextBlock block = block(text, style, WIDTH - 2 * MARGIN);
        if (!text.isEmpty()) {
            makeSpace(block.height());
            page.draw(block, MARGIN, top, WIDTH - 2 * MARGIN, Side.START, parent.add(role));
            top += block.height();
        }
    }

    /**
     * A row of a table, with a line below.
     *
     * @param headings the row that is repeated before this one if this one begins a page; null for none
     */
    void add(List<Cell> row, Role role, Tag table, @Nullable List<Cell> headings) {
        List<TextBlock> blocks = new ArrayList<>();
        row.forEach(cell -> blocks.add(block(cell.text(), cell.style(), width(cell) - 2 * PADDING)));
        float height = 2 * PADDING
                + (float) blocks.stream().mapToDouble(TextBlock::height).max().orElse(0);
        if (makeSpace(height) && headings != null) {
            add(headings, Role.COLUMN_HEADING, table, null);
        }
        Tag tag = table.add(Role.ROW);
        float before = 0;
        for (int index = 0; index < row.size(); index++) {
            Cell cell = row.get(index);
            Tag own = tag.add(role);
            float left = document.isRightToLeft() ? WIDTH - MARGIN - before - width(cell) : MARGIN + before;
            page.draw(blocks.get(index), left + PADDING, top + PADDING, width(cell) - 2 * PADDING, cell.side(), own);
            before += width(cell);
        }
        top += height;
        page.rule(MARGIN, top, WIDTH - 2 * MARGIN);
    }

    void skip(float points) {
        top += points;
    }

    private TextBlock block(String text, Style style, float width) {
        return TextBlock.of(text, style, width, document.language());
    }

    private float width(Cell cell) {
        return cell.share() * (WIDTH - 2 * MARGIN);
    }

    /** Whether that took a new page. */
    private boolean makeSpace(float height) {
        boolean full = top + height > HEIGHT - MARGIN && top > MARGIN;
        if (full) {
            page = document.addPage(WIDTH, HEIGHT);
            top = MARGIN;
        }
        return full;
    }
}
