package io.holdfast.webclient.site;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.node.ObjectNode;

/** What a visitor keeps as a file of JSON. */
public final class JsonFile {

    private JsonFile() {}

    /** An answer that browsers save under this name. */
    public static ResponseEntity<ObjectNode> of(String name, ObjectNode content) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString())
                .body(content);
    }
}
