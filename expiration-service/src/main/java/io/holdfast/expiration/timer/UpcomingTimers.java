package io.holdfast.expiration.timer;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/** The timers that are due soon, in memory. It may contain timers that have fired or were cancelled: firing reads the database. */
@Component
class UpcomingTimers {

    static final int MAX_SIZE = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Deadline> queue = new PriorityQueue<>(Comparator.comparing(Deadline::at));

    /** Adds a timer, unless {@link #MAX_SIZE} are here already. Returns whether it is now the first to be due. */
    boolean add(Deadline deadline) {
        lock.lock();
        try {
            if (queue.size() >= MAX_SIZE) {
                return false;
            }
            queue.add(deadline);
            return deadline.equals(queue.peek());
        } finally {
            lock.unlock();
        }
    }

    /** Adds those that are missing. */
    void addAll(Collection<Deadline> deadlines) {
        lock.lock();
        try {
            Set<Deadline> all = new LinkedHashSet<>(deadlines);
            all.addAll(queue);
            queue.clear();
            queue.addAll(all);
        } finally {
            lock.unlock();
        }
    }

    /** Removes the timers that are due by {@code now}, at most {@code limit}, and returns their ids. */
    Set<String> removeDue(Instant now, int limit) {
        Set<String> due = new LinkedHashSet<>();
        lock.lock();
        try {
            for (Deadline next = queue.peek();
                    next != null && !next.at().isAfter(now) && due.size() < limit;
                    next = queue.peek()) {
                queue.remove();
                due.add(next.timerId());
            }
        } finally {
            lock.unlock();
        }
        return due;
    }

    /** When the first is due; empty when there is none. */
    Optional<Instant> next() {
        lock.lock();
        try {
            return Optional.ofNullable(queue.peek()).map(Deadline::at);
        } finally {
            lock.unlock();
        }
    }
}
