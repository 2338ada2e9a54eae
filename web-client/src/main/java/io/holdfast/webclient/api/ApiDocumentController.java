package io.holdfast.webclient.api;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /api/docs}: a page for browsers, the OpenAPI document for everything else. */
@Controller
class ApiDocumentController {

    private final ApiDocument document;

    ApiDocumentController(ApiDocument document) {
        this.document = document;
    }

    @GetMapping(path = "/api/docs", headers = "Accept=text/html")
    String page(Model model) {
        model.addAttribute("calls", document.calls());
        return "api/docs";
    }

    @GetMapping({"/api/docs", "/api/docs/openapi.json"})
    ResponseEntity<byte[]> json() {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .body(document.bytes());
    }
}
