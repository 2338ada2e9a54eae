package io.holdfast.simulation;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The program of a JVM that runs seeds, one after the other, and writes a line of JSON for the {@link Outcome} of each. */
final class Worker {

    private Worker() {}

    /**
     * @param next the first seed
     * @param every how far the next one is from a seed
     * @param end the seed after the last one
     */
    record Task(long next, int every, long end, long seconds, boolean stories) {}

    /** What starts one. Its JVM has the options of this one, and those that simulating needs. */
    static List<String> command(Task task) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X") || argument.startsWith("-Duser."))
                .toList());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                // Of the first 120 seeds, compiling everything well costs more than it saves: 32 s of processor instead
                // of 18.
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-Djdk.trackAllThreads=false",
                "-Dlogback.configurationFile=simulation-logback.xml",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Worker.class.getName(),
                Long.toString(task.next()),
                Integer.toString(task.every()),
                Long.toString(task.end()),
                Long.toString(task.seconds()),
                Boolean.toString(task.stories())));
        return command;
    }

    public static void main(String[] arguments) {
        Task task = new Task(
                Long.parseLong(arguments[0]),
                Integer.parseInt(arguments[1]),
                Long.parseLong(arguments[2]),
                Long.parseLong(arguments[3]),
                Boolean.parseBoolean(arguments[4]));
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // Nothing else may come between the lines.
        System.setOut(System.err);
        run(task, answers);
        System.exit(0);
    }

    private static void run(Task task, PrintStream answers) {
        long began = System.nanoTime();
        Seeds seeds = new Seeds();
        JsonMapper json = JsonMapper.shared();
        for (long seed = task.next(); seed < task.end(); seed += task.every()) {
            if (System.nanoTime() - began > task.seconds() * 1_000_000_000L || answers.checkError()) {
                return;
            }
            answers.println(json.writeValueAsString(task.stories() ? seeds.replay(seed) : seeds.run(seed)));
        }
    }
}
