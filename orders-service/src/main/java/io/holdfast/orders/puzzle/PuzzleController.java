package io.holdfast.orders.puzzle;

import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Puzzles to solve before ordering. */
@RestController
@RequestMapping("/api/orders/events/{eventId}/puzzle")
class PuzzleController {

    private final Sales sales;
    private final Puzzles puzzles;

    PuzzleController(Sales sales, Puzzles puzzles) {
        this.sales = sales;
        this.puzzles = puzzles;
    }

    /** Where puzzles of an event are. */
    static String path(String eventId) {
        return "/api/orders/events/" + eventId + "/puzzle";
    }

    /**
     * A new puzzle, by ALTCHA's protocol. Where an event asks for proof of work, an order, or the entry of its waiting room if it has one,
     * needs its solution in {@code Puzzle-Solution}: Base64 of {@code {"algorithm", "challenge", "number", "salt", "signature"}}. It is good
     * once.
     */
    @GetMapping
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "`not-found`: There is no such event on sale.")
    ResponseEntity<Puzzle> puzzle(@PathVariable String eventId) {
        Sale sale = sales.await(eventId).orElseThrow(ProblemException::notFound);
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(puzzles.make(sale.eventId()));
    }
}
