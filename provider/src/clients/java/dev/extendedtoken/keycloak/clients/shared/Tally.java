package dev.extendedtoken.keycloak.clients.shared;

import java.util.ArrayList;
import java.util.List;

/**
 * What was counted.
 *
 * @param forcedLogins rounds in which at least one process lost the login
 * @param failedCalls of all processes, forced logins included
 * @param errors of the first failed calls
 */
record Tally(int rounds, int forcedLogins, int failedCalls, List<String> errors) {

    private static final int ERRORS = 5;

    static final Tally NOTHING = new Tally(0, 0, 0, List.of());

    static Tally from(List<Call> round) {
        List<String> errors =
                round.stream().filter(Call::failed).map(Call::error).toList();
        int forced = round.stream().anyMatch(Call::forcedLogin) ? 1 : 0;
        return new Tally(1, forced, errors.size(), errors);
    }

    Tally and(Tally other) {
        List<String> all = new ArrayList<>(errors);
        all.addAll(other.errors);
        return new Tally(
                rounds + other.rounds,
                forcedLogins + other.forcedLogins,
                failedCalls + other.failedCalls,
                List.copyOf(all.subList(0, Math.min(ERRORS, all.size()))));
    }
}
