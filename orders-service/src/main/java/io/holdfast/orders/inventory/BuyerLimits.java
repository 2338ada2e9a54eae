package io.holdfast.orders.inventory;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The limits per buyer of an event, as the buyers' allowances stood when they were read. Reading them only spares buyers at their limit
 * an attempt; the guards of the allowances hold the limits.
 */
final class BuyerLimits {

    /** @param allowance as it was read; without holders if there was none */
    record Exceeded(LimitUse use, Block allowance) {}

    private final String eventId;
    private final Blocks blocks;

    BuyerLimits(String eventId, Blocks blocks) {
        this.eventId = eventId;
        this.blocks = blocks;
    }

    /** The allowances that these claims count against, by id. Those that do not exist yet are made, and are not in the result. */
    Map<String, Block> readAllowances(Collection<? extends Claim> claims) {
        Set<String> ids = claims.stream()
                .flatMap(claim -> LimitUse.of(eventId, claim).stream())
                .map(LimitUse::blockId)
                .collect(Collectors.toSet());
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<String, Block> found = Block.byId(blocks.read(ids));
        Set<String> missing = new HashSet<>(ids);
        missing.removeAll(found.keySet());
        if (!missing.isEmpty()) {
            blocks.openAllowances(eventId, missing);
        }
        return found;
    }

    /** The first limit that the claim would exceed; null if there is none, or if the claim holds its units already. */
    @Nullable
    Exceeded exceeded(Claim claim, List<LimitUse> uses, Map<String, Block> allowances) {
        for (LimitUse use : uses) {
            Block allowance = allowances.get(use.blockId());
            if (use.left(allowance) < use.units()) {
                if (allowance == null) {
                    return new Exceeded(use, new Block(use.blockId(), 0, Map.of(), null));
                }
                if (allowance.holder(claim.orderId()) == null) {
                    return new Exceeded(use, allowance);
                }
            }
        }
        return null;
    }
}
