package io.holdfast.webclient.backend;

import org.jspecify.annotations.Nullable;

/** A service gave no usable answer. Whether it carried the request out is not known. */
public final class ServiceUnreachable extends RuntimeException {

    private final Service service;

    public ServiceUnreachable(Service service, String message, @Nullable Throwable cause) {
        super(service.key() + ": " + message, cause);
        this.service = service;
    }

    public Service service() {
        return service;
    }
}
