package io.holdfast.platform;

import io.holdfast.local.EndOfProcess;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/** One service in a JVM of its own: {@code ServiceProcess orders-service --server.port=8103 …}. */
final class ServiceProcess {

    private ServiceProcess() {}

    public static void main(String[] arguments) {
        List<String> rest = Arrays.asList(arguments);
        Logging.configure(
                Path.of(System.getProperty("holdfast.logs", ".holdfast/logs")),
                System.getProperty("holdfast.log", rest.getFirst()));
        ConfigurableApplicationContext context =
                ServiceContexts.run(Service.ofModule(rest.getFirst()), rest.subList(1, rest.size()));
        EndOfProcess.beforeServersStop(context::close);
    }
}
