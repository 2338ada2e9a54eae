package io.holdfast.pdf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * On Linux the JDK asks the system for its fonts before it loads any, and fails where there are none, as in a small container image. It does
 * not ask if it is given a list, which may be as good as empty: the fonts of this module are loaded from files.
 */
final class FontSetting {

    private static final String LIST = "sun.awt.fontconfig";

    private FontSetting() {}

    /** To be called before the first font is loaded; a list that is set already stays. */
    static synchronized void apply() {
        if (System.getProperty("os.name", "").equals("Linux") && System.getProperty(LIST) == null) {
            try {
                Path list = Files.createTempFile("fonts-", ".properties");
                list.toFile().deleteOnExit();
                Files.writeString(list, "version=1\nsequence.allfonts=latin-1\nserif.plain.latin-1=-none\n");
                System.setProperty(LIST, list.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
