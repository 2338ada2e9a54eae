package io.holdfast.webclient.editing;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.OwnEvents;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartFile;

/** A page of its own for the picture of an event, since a file cannot be kept while a form is filled in step by step. */
@Controller
class PictureUploadController {

    private final Events events;
    private final OwnEvents ownEvents;

    PictureUploadController(Events events, OwnEvents ownEvents) {
        this.events = events;
        this.ownEvents = ownEvents;
    }

    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/picture")
    String show(@PathVariable String id, Visitor visitor, Model model) {
        model.addAttribute("event", ownEvents.require(id, visitor));
        return "event/picture";
    }

    @PostMapping("/organizer/events/{id:[\\w-]{1,64}}/picture")
    String upload(
            @PathVariable String id,
            @RequestParam MultipartFile picture,
            Visitor visitor,
            HttpServletResponse response,
            Model model)
            throws IOException {
        Event event = ownEvents.require(id, visitor);
        try {
            String type = Objects.requireNonNullElse(picture.getContentType(), "");
            String address = events.upload(visitor.requireToken(), type, picture.getBytes());
            events.change(visitor.requireToken(), id, "imageUrl", address);
            return "redirect:/organizer/events/" + id + "?saved";
        } catch (ServiceProblem problem) {
            String shown = switch (problem.status()) {
                case 400, 415 -> "none";
                case 413 -> "large";
                case 409 -> "late";
                default -> throw problem;
            };
            response.setStatus(problem.status());
            model.addAttribute("event", event);
            model.addAttribute("problem", shown);
            return "event/picture";
        }
    }

    /** Before the request is a form: which event it is about is not looked at. */
    @ExceptionHandler
    String tooLarge(MaxUploadSizeExceededException e, HttpServletResponse response, Model model) {
        response.setStatus(HttpStatus.CONTENT_TOO_LARGE.value());
        model.addAttribute("problem", "large");
        return "event/picture";
    }
}
