package io.holdfast.apidocs;

import tools.jackson.databind.node.ObjectNode;

/** A service's OpenAPI document, made from its code. */
public final class ApiDocument {

    private ApiDocument() {}

    /**
     * Of every controller below the package of {@code application}, with the conventions of {@code house.yaml}. Does not start the
     * service: its controllers are inspected, not called.
     *
     * @param service such as {@code orders-service}
     */
    public static ObjectNode of(String service, Class<?> application) {
        Controllers.Found found = Controllers.of(application);
        ObjectNode document = House.document();
        new Schemas(document, found.document(), found.types()).write();
        new Calls(document, found).write();
        new Examples(document).write();
        ((ObjectNode) document.path("info")).put("title", "Holdfast: " + service);
        document.remove("refusals");
        return document;
    }
}
