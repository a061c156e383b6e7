package dev.extendedtoken.keycloak.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {

    private Process process;

    /** A shell with two children. */
    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder("sh", "-c", "sleep 600 & sleep 600; true").start();
        Awaitility.await().until(() -> process.descendants().count() == 2);
    }

    @AfterEach
    void end() {
        new ProcessTree(process).kill();
    }

    @Test
    void freezesAndResumesAll() {
        List<ProcessHandle> children = process.descendants().toList();
        new ProcessTree(process).freeze();
        // A busy machine takes a moment to stop a process.
        Awaitility.await()
                .until(() -> isStopped(process.toHandle()) && children.stream().allMatch(ProcessTreeTest::isStopped));
        new ProcessTree(process).resume();
        Awaitility.await()
                .until(() -> !isStopped(process.toHandle()) && children.stream().noneMatch(ProcessTreeTest::isStopped));
    }

    /** A database ends connections, thus processes, between a look at the list and the signal. */
    @Test
    void signalsNothingToAProcessThatHasEnded() {
        ProcessHandle child = process.descendants().findFirst().orElseThrow();
        child.destroyForcibly();
        child.onExit().join();
        assertThatCode(() -> ProcessTree.signal("STOP", child)).doesNotThrowAnyException();
        new ProcessTree(process).freeze();
        Awaitility.await().until(() -> isStopped(process.toHandle()));
    }

    @Test
    void killsWhatIsFrozen() {
        List<ProcessHandle> children = process.descendants().toList();
        new ProcessTree(process).freeze();
        new ProcessTree(process).kill();
        assertThat(children).noneMatch(ProcessHandle::isAlive);
        assertThat(process.isAlive()).isFalse();
    }

    private static boolean isStopped(ProcessHandle process) {
        return state(process) == 'T';
    }

    private static Path stat(ProcessHandle process) {
        return Path.of("/proc", Long.toString(process.pid()), "stat");
    }

    /** The letter after the name of the program, which is in parentheses. */
    private static char state(ProcessHandle process) {
        try {
            String stat = Files.readString(stat(process));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
