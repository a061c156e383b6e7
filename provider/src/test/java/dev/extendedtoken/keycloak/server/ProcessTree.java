package dev.extendedtoken.keycloak.server;

import dev.extendedtoken.keycloak.support.Programs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A process with its children: {@code kc.sh} is a shell, and ending it alone would leave the server behind. */
record ProcessTree(ProcessHandle root) {

    private static final Duration TIME_TO_END = Duration.ofSeconds(30);

    ProcessTree(Process process) {
        this(process.toHandle());
    }

    /** As {@code kill -9}: running requests are lost. */
    void kill() {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().join());
    }

    /**
     * As {@code kill -STOP}: it keeps its connections and does not respond. Only {@link #kill} and {@link #resume} are for it
     * then. The root is stopped first, so that it starts no more children.
     */
    void freeze() {
        signal("STOP", root);
        root.descendants().forEach(child -> signal("STOP", child));
    }

    /** As {@code kill -CONT}: it goes on as if no time had passed. */
    void resume() {
        all().forEach(one -> signal("CONT", one));
    }

    /**
     * Sends a signal. A process that ended in the meantime is none to send it to.
     *
     * @param name without {@code SIG}
     */
    static void signal(String name, ProcessHandle process) {
        List<String> command = List.of("kill", "-" + name, Long.toString(process.pid()));
        // What it prints about a process that has ended is not for the log of the tests.
        ProcessBuilder kill = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        if (Programs.run(kill) != 0 && process.isAlive()) {
            throw new IllegalStateException("Not sent: " + command);
        }
    }

    private List<ProcessHandle> all() {
        return Stream.concat(root.descendants(), Stream.of(root)).toList();
    }

    void end() {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroy);
        try {
            root.onExit().get(TIME_TO_END.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            all.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
