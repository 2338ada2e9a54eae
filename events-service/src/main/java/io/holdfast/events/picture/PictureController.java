package io.holdfast.events.picture;

import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/events/pictures}: what pages show of events. */
@RestController
@RequestMapping("/api/events/pictures")
class PictureController {

    /** Where an uploaded picture is served: what an event has for its {@code imageUrl}. */
    record Uploaded(String url) {}

    private final Pictures pictures;

    PictureController(Pictures pictures) {
        this.pictures = pictures;
    }

    /** Uploads a picture (JPEG, PNG or GIF), whose {@code url} an event may then have for its {@code imageUrl}. */
    @PostMapping(consumes = {MediaType.IMAGE_JPEG_VALUE, MediaType.IMAGE_PNG_VALUE, MediaType.IMAGE_GIF_VALUE})
    @ApiResponse(
            responseCode = "201",
            headers =
                    @Header(
                            name = "Location",
                            required = true,
                            schema = @Schema(type = "string", format = "uri-reference")),
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "413", description = "`picture-too-large`: It has too many pixels.")
    @ApiResponse(responseCode = "415", description = "`no-picture`: It is no picture that can be read.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: The caller uploaded many within the last hour.")
    ResponseEntity<Uploaded> uploadPicture(Caller caller, @RequestBody byte[] picture) {
        String path = pictures.upload(caller.id(), picture);
        return ResponseEntity.created(URI.create(path)).body(new Uploaded(path));
    }

    /** A picture, as pages show it. What is at an address never changes. */
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.IMAGE_JPEG_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @GetMapping(path = "/{id}", produces = MediaType.IMAGE_JPEG_VALUE)
    ResponseEntity<byte[]> readPicture(@PathVariable String id) {
        byte[] jpeg = pictures.jpeg(id).orElseThrow(ProblemException::notFound);
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_JPEG)
                .cacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
                .body(jpeg);
    }
}
