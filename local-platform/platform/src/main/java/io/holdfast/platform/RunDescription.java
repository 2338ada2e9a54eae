package io.holdfast.platform;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Writes where a run can be reached to its data directory, for a second run, other commands and tests. */
final class RunDescription {

    private static final Map<String, String> STARTING =
            Map.of("pid", String.valueOf(ProcessHandle.current().pid()));

    private final DataDirectory directory;

    /** Before everything runs, no more than the process is known. */
    private volatile Supplier<Map<String, String>> describe = () -> STARTING;

    RunDescription(DataDirectory directory) {
        this.directory = directory;
    }

    /** Writes the present state; to be called again whenever a process has been replaced. */
    void write() {
        directory.announce(describe.get());
    }

    /** Everything runs: from now on, each {@link #write} describes all of it. Writes it, too. */
    void complete(
            String url,
            Path data,
            Options options,
            Databases databases,
            Broker broker,
            Replicas replicas,
            Services services) {
        this.describe = () -> {
            Map<String, String> where = new HashMap<>(STARTING);
            where.put("url", url);
            where.put("data", data.toString());
            where.put("database", data.getFileName().toString());
            where.put("replicas", String.valueOf(options.replicas()));
            addServers(databases, broker, where);
            addServices(replicas, services, where);
            return where;
        };
        write();
    }

    private static void addServers(Databases databases, Broker broker, Map<String, String> where) {
        where.put("broker", broker.operatorUrl());
        broker.ours().ifPresent(server -> where.put("broker.pid", String.valueOf(server.pid())));
        databases.ours().ifPresent(server -> where.put("database.pid", String.valueOf(server.pid())));
        for (Service service : Service.values()) {
            databases.uri(service).ifPresent(uri -> where.put(service.module() + ".database", uri));
        }
    }

    private static void addServices(Replicas replicas, Services services, Map<String, String> where) {
        replicas.all().forEach(replica -> where.put(replica.name() + ".url", replica.url()));
        services.pids().forEach((replica, pid) -> where.put(replica.name() + ".pid", String.valueOf(pid)));
    }
}
