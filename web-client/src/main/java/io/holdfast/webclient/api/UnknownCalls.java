package io.holdfast.webclient.api;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers API requests that no service has with a problem document: the gateway sends them here, where the pages are. */
@RestController
class UnknownCalls {

    @RequestMapping({"/api", "/api/**"})
    ProblemDetail unknown() {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is nothing at this address.");
        problem.setType(URI.create("urn:holdfast:problem:not-found"));
        problem.setTitle("Not found");
        problem.setProperty("code", "not-found");
        return problem;
    }
}
