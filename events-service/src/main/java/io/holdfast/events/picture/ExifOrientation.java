package io.holdfast.events.picture;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How the camera was held, which cameras write beside the pixels instead of turning them. */
final class ExifOrientation {

    private ExifOrientation() {}

    /** A number from 1 to 8, if the picture has one and it can be read; else null or anything. */
    static @Nullable Integer of(byte[] bytes) {
        try {
            ExifIFD0Directory camera = ImageMetadataReader.readMetadata(new ByteArrayInputStream(bytes))
                    .getFirstDirectoryOfType(ExifIFD0Directory.class);
            return camera == null ? null : camera.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
        } catch (ImageProcessingException | IOException e) {
            return null;
        }
    }
}
