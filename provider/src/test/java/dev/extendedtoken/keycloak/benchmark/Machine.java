package dev.extendedtoken.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a benchmark ran on. */
final class Machine {

    private Machine() {}

    /** Processors and memory, by what Linux says. */
    static String describe() {
        String processor = first("/proc/cpuinfo", "model name\\s*:\\s*(.*)");
        long gib = Long.parseLong(first("/proc/meminfo", "MemTotal:\\s*(\\d+)")) / (1 << 20) + 1;
        return Runtime.getRuntime().availableProcessors() + " cores (" + processor.trim() + "), " + gib + " GiB";
    }

    static String wrkVersion() {
        try {
            Process wrk =
                    new ProcessBuilder("wrk", "-v").redirectErrorStream(true).start();
            String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = Pattern.compile("wrk \\S+").matcher(output);
            return version.find() ? version.group() : "wrk";
        } catch (IOException e) {
            throw new UncheckedIOException("Is wrk installed?", e);
        }
    }

    private static String first(String file, String pattern) {
        try {
            Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
            return matcher.find() ? matcher.group(1) : "unknown";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
