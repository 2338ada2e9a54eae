package io.holdfast.pdf;

import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureNode;

/** A place in a document's structure, which assistive technology follows instead of the places on the page. */
public final class Tag {

    /** What it is, by the standard types of ISO 32000-1, 14.8.4. */
    public enum Role {
        PART("Part"),
        HEADING("H1"),
        PARAGRAPH("P"),
        TABLE("Table"),
        ROW("TR"),
        COLUMN_HEADING("TH"),
        CELL("TD"),
        FIGURE("Figure");

        private final String type;

        Role(String type) {
            this.type = type;
        }
    }

    private final PDStructureElement element;

    private Tag(PDStructureElement element) {
        this.element = element;
    }

    static Tag root(PDStructureNode parent) {
        PDStructureElement document = new PDStructureElement("Document", parent);
        parent.appendKid(document);
        return new Tag(document);
    }

    /** A new one after those that are in this already. */
    public Tag add(Role role) {
        PDStructureElement child = new PDStructureElement(role.type, element);
        element.appendKid(child);
        if (role == Role.COLUMN_HEADING) {
            child.getCOSObject().setItem(COSName.A, attributes("Table", "Scope", COSName.getPDFName("Column")));
        }
        return new Tag(child);
    }

    void describe(String text, COSArray box) {
        element.setAlternateDescription(text);
        element.getCOSObject().setItem(COSName.A, attributes("Layout", "BBox", box));
    }

    /** What is drawn under this number on a page belongs to it. */
    void own(PDPage page, int number) {
        COSDictionary content = new COSDictionary();
        content.setItem(COSName.TYPE, COSName.getPDFName("MCR"));
        content.setItem(COSName.PG, page);
        content.setInt(COSName.MCID, number);
        COSDictionary owner = element.getCOSObject();
        if (owner.getDictionaryObject(COSName.K) instanceof COSArray kids) {
            kids.add(content);
        } else {
            COSArray kids = new COSArray();
            kids.add(content);
            owner.setItem(COSName.K, kids);
        }
    }

    String type() {
        return element.getStructureType();
    }

    COSDictionary dictionary() {
        return element.getCOSObject();
    }

    private static COSDictionary attributes(String owner, String name, COSBase value) {
        COSDictionary attributes = new COSDictionary();
        attributes.setItem(COSName.O, COSName.getPDFName(owner));
        attributes.setItem(COSName.getPDFName(name), value);
        return attributes;
    }
}
