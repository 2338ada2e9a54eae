package io.holdfast.orders.waiting;

import io.holdfast.contracts.WaitingRoomState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.puzzle.ProofOfWork;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.orders.waiting.WaitingRoom.Entry;
import io.holdfast.web.Caller;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The waiting room of an event: entering it, and how far it is. */
@RestController
@RequestMapping("/api/orders/events/{eventId}/waiting-room")
class WaitingRoomController {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** What is shown may be so old. Rooms that are open are read more often, by {@link AdmissionLoop}. */
    private static final Duration SHOWN_FOR = Duration.ofSeconds(1);

    private static final Duration DRAW_KEPT = Duration.ofHours(1);

    private final Sales sales;
    private final WaitingRooms rooms;
    private final RoomViews views;
    private final RoomStreams streams;
    private final EntryLimiter limiter;
    private final ProofOfWork proofs;

    WaitingRoomController(
            Sales sales,
            WaitingRooms rooms,
            RoomViews views,
            RoomStreams streams,
            EntryLimiter limiter,
            ProofOfWork proofs) {
        this.sales = sales;
        this.rooms = rooms;
        this.views = views;
        this.streams = streams;
        this.limiter = limiter;
        this.proofs = proofs;
    }

    /** Where the waiting room of an event is. */
    static String path(String eventId) {
        return "/api/orders/events/" + eventId + "/waiting-room";
    }

    private record Open(Sale sale, WaitingRoomState terms, WaitingRoom room) {}

    private Open open(String eventId) {
        Sale sale = sales.await(eventId).orElseThrow(ProblemException::notFound);
        WaitingRoomState terms = sale.waitingRoom().orElseThrow(ProblemException::notFound);
        return new Open(sale, terms, rooms.lookAt(sale, rooms.clock().instant().minus(SHOWN_FOR)));
    }

    /** The waiting room of an event that has one. */
    @GetMapping
    RoomView waitingRoom(@PathVariable String eventId) {
        Open open = open(eventId);
        return views.room(open.room(), open.sale(), open.terms());
    }

    /**
     * Enters the waiting room, once: repeating it changes nothing. Those who enter before it opens take part in the draw; who comes
     * later gets the next place.
     */
    @PostMapping("/entries")
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", description = "You had entered before.", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "404",
            description = "`not-found`: There is no such event on sale, or it has no waiting room.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`sales-closed`: Nothing is sold any more. `already-entered`: Another guest entered with this address."
                            + " `waiting-room-full`: There is no room for more people.")
    @ApiResponse(
            responseCode = "428",
            description =
                    "`proof-required`, `proof-wrong`, `proof-expired`, `proof-used`: The event, or the load, asks for proof of work;"
                            + " `puzzle` is where to get a puzzle.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Many people entered from your network.")
    ResponseEntity<EntryView> enter(
            HttpServletRequest request,
            Caller caller,
            @PathVariable String eventId,
            @Parameter(description = "Where the event, or the load, asks for proof of work: the solution of a puzzle.")
                    @RequestHeader(name = ProofOfWork.HEADER, required = false)
                    @Nullable
                    String solution) {
        Open open = open(eventId);
        WaitingRoom room = open.room();
        Visitor visitor = Visitor.of(caller, room.secrets());
        EntryView before = views.entry(room, visitor, open.sale(), open.terms(), true);
        if (before.room().status().equals(RoomView.CLOSED)) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT, "sales-closed", "Tickets for this event are no longer sold.");
        }
        if (before.status().equals(EntryView.WAITING) || before.status().equals(EntryView.ADMITTED)) {
            return ResponseEntity.ok(before);
        }
        ClientNetwork network = ClientNetwork.of(request.getRemoteAddr());
        limiter.countEntry(network);
        try {
            proofs.require(open.sale(), solution, use(open, visitor));
            enter(open, visitor);
        } catch (ProblemException e) {
            if (e.status().is4xxClientError()) {
                limiter.uncountEntry(network);
            }
            throw e;
        }
        return ResponseEntity.status(HttpStatus.CREATED).body(view(open, visitor));
    }

    /** The same until the visitor has entered. Who enters again, once a pass has ended, proves work again. */
    private static String use(Open open, Visitor visitor) {
        int before = open.room().find(visitor).map(Entry::number).orElse(0);
        return Ids.derived("entry", open.sale().eventId(), visitor.id(), Integer.toString(before));
    }

    private static void enter(Open open, Visitor visitor) {
        Optional<Entry> entered = join(open, visitor);
        if (entered.isEmpty()) {
            throw open.room().isTakenByOther(visitor)
                    ? ProblemException.of(
                            HttpStatus.CONFLICT,
                            "already-entered",
                            "Someone entered with this address already. Go on in the browser in which you did, or sign in.")
                    : ProblemException.of(
                            HttpStatus.CONFLICT, "waiting-room-full", "There is no room for more people.");
        }
    }

    private static Optional<Entry> join(Open open, Visitor visitor) {
        try {
            return open.room()
                    .enter(visitor, open.terms().opensAt())
                    .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw switch (e.getCause()) {
                case RuntimeException cause -> cause;
                case TimeoutException _ ->
                    ProblemException.unavailable("This takes longer than it should.", Duration.ofSeconds(2));
                case null, default -> e;
            };
        }
    }

    /** Your entry, and how far you are. */
    @GetMapping("/entry")
    EntryView entry(Caller caller, @PathVariable String eventId) {
        Open open = open(eventId);
        return view(open, Visitor.of(caller, open.room().secrets()));
    }

    private EntryView view(Open open, Visitor visitor) {
        knowEntry(open, visitor);
        return views.entry(open.room(), visitor, open.sale(), open.terms(), true);
    }

    /** They may have entered a moment ago, at another replica. */
    private void knowEntry(Open open, Visitor visitor) {
        if (open.room().find(visitor).isEmpty()) {
            open.room().refreshTo(rooms.clock().instant());
        }
    }

    /** The same as it changes, as Server-Sent Events named {@code entry}, at most one a second. */
    @GetMapping(path = "/entry/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(type = "string", description = "`event: entry`, `data:` as of `/entry`")))
    @ApiResponse(
            responseCode = "503",
            description = "`unavailable`: There are as many streams as there may be; poll instead.")
    ResponseEntity<SseEmitter> stream(HttpServletRequest request, Caller caller, @PathVariable String eventId) {
        Open open = open(eventId);
        Visitor visitor = Visitor.of(caller, open.room().secrets());
        knowEntry(open, visitor);
        SseEmitter stream = streams.open(
                        ClientNetwork.of(request.getRemoteAddr()),
                        () -> sales.recent(eventId)
                                .flatMap(sale -> sale.waitingRoom()
                                        .map(terms -> views.entry(
                                                rooms.latest(eventId, open.room()), visitor, sale, terms, false))))
                .orElseThrow(() ->
                        ProblemException.unavailable("There are many readers. Poll instead.", Duration.ofSeconds(5)));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header("X-Accel-Buffering", "no")
                .body(stream);
    }

    /** Proves that your entry was in the draw. */
    @GetMapping("/entry/proof")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "409",
            description = "`not-drawn`: Places are not drawn yet, or you entered after they were, or not at all.")
    ProofView proof(Caller caller, @PathVariable String eventId) {
        Open open = open(eventId);
        WaitingRoom room = open.room();
        WaitingRoom.Outline outline = room.outline();
        String root = outline.root();
        Entry entry = room.find(Visitor.of(caller, room.secrets())).orElse(null);
        if (root == null || entry == null || entry.number() > outline.drawn()) {
            throw notDrawn("Your entry was not drawn.");
        }
        List<String> path =
                room.proof(entry.number()).stream().map(RoomViews::hex).toList();
        return new ProofView(entry.id(), entry.number(), outline.drawn(), root, path);
    }

    /** All that the places follow from, so that anyone can verify them. With a hundred thousand entries it has two megabytes. */
    @GetMapping("/draw")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`not-drawn`: Places are not drawn yet.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: You asked for that much too often.")
    ResponseEntity<DrawView> draw(HttpServletRequest request, @PathVariable String eventId) {
        WaitingRoom room = rooms.find(eventId).orElseThrow(ProblemException::notFound);
        room.refreshTo(rooms.clock().instant().minus(SHOWN_FOR));
        WaitingRoom.Outline outline = room.outline();
        String root = outline.root();
        if (root == null || outline.drawnAt() == null) {
            throw notDrawn("Places are not drawn yet.");
        }
        limiter.countDraw(ClientNetwork.of(request.getRemoteAddr()), outline.drawn());
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(DRAW_KEPT).cachePublic())
                .body(new DrawView(
                        eventId,
                        DrawView.ALGORITHM,
                        outline.drawnAt(),
                        room.secrets().commitment(),
                        RoomViews.hex(room.secrets().seed()),
                        root,
                        room.drawnEntries()));
    }

    private static ProblemException notDrawn(String detail) {
        return ProblemException.of(HttpStatus.CONFLICT, "not-drawn", detail);
    }
}
