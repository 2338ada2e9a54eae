package io.holdfast.platform;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Builds the images for {@link ClusterIT} beside the clients of the API, who leave a third of the processor idle. */
@Tag("images")
class ImagesIT {

    @Test
    void theyCanBeBuilt() {
        Cluster.buildImages();
    }
}
