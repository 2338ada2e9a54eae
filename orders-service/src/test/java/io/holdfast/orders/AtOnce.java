package io.holdfast.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Makes calls at the same time. */
final class AtOnce {

    private AtOnce() {}

    /** Calls {@code what} with 0, 1 and so on; the results are in this order. What a call throws is thrown. */
    static <T> List<T> atOnce(int count, IntFunction<T> what) throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        List<Future<T>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                int index = i;
                futures.add(threads.submit(() -> {
                    ready.await();
                    return what.apply(index);
                }));
            }
            ready.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
