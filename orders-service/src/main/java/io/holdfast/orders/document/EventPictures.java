package io.holdfast.orders.document;

import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.pdf.PdfPicture;
import io.holdfast.web.WebProperties;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/** The pictures that organizers gave their events, for tickets: from {@link PictureSource}, which the simulation does not load. */
@Component
public class EventPictures {

    private final PictureSource source;

    EventPictures(PictureProperties properties, WebProperties web, ObjectProvider<SslBundles> bundles)
            throws NoSuchAlgorithmException {
        this.source = new PictureSource(properties, web, bundles);
    }

    /** The picture of an event; empty if it has none, or none that is there in time. */
    public Optional<PdfPicture> find(String eventId, OrderedEvent event) {
        return source.find(eventId, event);
    }
}
