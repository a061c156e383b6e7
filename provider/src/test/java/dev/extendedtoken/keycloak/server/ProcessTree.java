package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process with its children: {@code kc.sh} is a shell, and ending it alone would leave the server behind. */
record ProcessTree(Process process) {

    /** As {@code kill -9}: running requests are lost. */
    void kill() {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().join());
    }

    /** As {@code kill -STOP}: it keeps its connections and does not respond. Only {@link #kill} ends it then. */
    void freeze() {
        signal("STOP", all());
    }

    /** As {@code kill -CONT}: it goes on as if no time had passed. */
    void resume() {
        signal("CONT", all());
    }

    /** @param name without {@code SIG} */
    static void signal(String name, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(one -> command.add(Long.toString(one.pid())));
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IllegalStateException("Not sent: " + command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<ProcessHandle> all() {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
    }

    void end() {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
