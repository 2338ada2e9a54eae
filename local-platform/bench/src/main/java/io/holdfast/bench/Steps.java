package io.holdfast.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How long each step of what people do took, and what it was answered. Thread-safe. */
final class Steps {

    private record Answered(long nanos, String answer) {}

    /** Does a step and returns its result in a word. */
    @FunctionalInterface
    interface Step {
        String take() throws Exception;
    }

    private final Map<String, ConcurrentLinkedQueue<Answered>> steps = new ConcurrentHashMap<>();

    String take(String name, Step step) throws InterruptedException {
        long began = System.nanoTime();
        String answer;
        try {
            answer = step.take();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            answer = e.getClass().getSimpleName();
        }
        steps.computeIfAbsent(name, fresh -> new ConcurrentLinkedQueue<>())
                .add(new Answered(System.nanoTime() - began, answer));
        return answer;
    }

    /** Answers to a step by their word. */
    Map<String, Long> answers(String name) {
        Map<String, Long> answers = new TreeMap<>();
        steps.getOrDefault(name, new ConcurrentLinkedQueue<>())
                .forEach(answered -> answers.merge(answered.answer(), 1L, Long::sum));
        return answers;
    }

    /** One row for each of these steps: how many, p50 and p99 in milliseconds, answers. */
    void print(Report report, String title, List<String> names) {
        List<List<String>> rows = new ArrayList<>();
        for (String name : names) {
            long[] nanos = steps.getOrDefault(name, new ConcurrentLinkedQueue<>()).stream()
                    .mapToLong(Answered::nanos)
                    .toArray();
            Latencies latencies = Latencies.of(List.of(nanos));
            double p50 = latencies.percentile(50).toNanos() / 1e6;
            double p99 = latencies.percentile(99).toNanos() / 1e6;
            rows.add(List.of(
                    name,
                    "%,d".formatted(nanos.length),
                    "%.0f".formatted(p50),
                    "%.0f".formatted(p99),
                    answers(name).toString()));
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("times", nanos.length);
            values.put("p50Millis", p50);
            values.put("p99Millis", p99);
            values.put("answers", answers(name));
            report.figure(name, values);
        }
        report.table(title, List.of("", "times", "p50 ms", "p99 ms", "answers"), rows);
    }
}
