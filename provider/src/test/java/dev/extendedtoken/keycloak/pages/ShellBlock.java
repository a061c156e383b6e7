package dev.extendedtoken.keycloak.pages;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of commands as a reader gives it to a shell. At a line such as {@code ID=paste-the-id-here}, the reader copies
 * the member {@code id} of the JSON that was printed last; at {@code CODE=paste-the-code-here}, the reader signs in at the
 * address that was printed last and copies the code.
 */
final class ShellBlock {

    private static final Pattern PASTE = Pattern.compile("(?m)^([A-Za-z_]+)=paste-the-([a-z-]+)-here$\\n?");

    private final Shell shell;
    private final Workplace workplace;
    private final List<String> printed = new ArrayList<>();

    /** @param shell of the page */
    ShellBlock(Shell shell, Workplace workplace) {
        this.shell = shell;
        this.workplace = workplace;
    }

    void run(String commands, List<Integer> statuses) throws IOException {
        Matcher paste = PASTE.matcher(commands);
        int begin = 0;
        while (paste.find()) {
            Optional<URI> signIn = step(commands.substring(begin, paste.start()));
            if (paste.group(2).equals("code")) {
                URI address = signIn.orElseThrow(() -> new AssertionError("No address to sign in at: " + printed));
                shell.run(paste.group(1) + "='" + new Person().codeAt(address) + "'\n");
            } else {
                String member = paste.group(2).replace('-', '_');
                String value = new Printed(printed)
                        .member(member)
                        .orElseThrow(() -> new AssertionError("No " + member + " was printed: " + printed));
                shell.run(paste.group(1) + "='" + value + "'\n");
            }
            begin = paste.end();
        }
        // An address to sign in at leads to a code, even where the page does not use it.
        step(commands.substring(begin)).ifPresent(address -> new Person().codeAt(address));
        check(statuses);
    }

    private Optional<URI> step(String commands) throws IOException {
        Printed now = Printed.parse(shell.run(commands));
        printed.addAll(now.lines());
        return now.signIn();
    }

    private void check(List<Integer> expected) throws IOException {
        List<String> failures = workplace.failures();
        List<Integer> statuses = workplace.statuses();
        boolean asExpected = expected.isEmpty()
                ? statuses.stream().allMatch(status -> status >= 200 && status < 300)
                : statuses.equals(expected);
        if (!failures.isEmpty() || !asExpected) {
            throw new AssertionError("Statuses " + statuses + " instead of " + (expected.isEmpty() ? "2xx" : expected)
                    + ", failures " + failures + ", printed:\n" + String.join("\n", printed));
        }
    }
}
