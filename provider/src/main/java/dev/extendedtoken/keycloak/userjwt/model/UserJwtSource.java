package dev.extendedtoken.keycloak.userjwt.model;

import java.util.Optional;

/**
 * The login that a user JWT comes from: a client session in a user session. A new login can have the same ids, so the start
 * times are part of it.
 *
 * @param userSession the id of the user session
 * @param started when the user session began, in seconds since 1970
 * @param client the UUID of the client that the token was issued to
 * @param clientStarted when that client's session began, in seconds since 1970
 */
public record UserJwtSource(String userSession, int started, String client, int clientStarted) {

    private static final String SEPARATOR = " ";
    private static final int PARTS = 4;

    /** The value of a session note. */
    public String note() {
        return String.join(SEPARATOR, userSession, Integer.toString(started), client, Integer.toString(clientStarted));
    }

    /** @return empty if the note is null or has another format */
    public static Optional<UserJwtSource> parse(String note) {
        String[] parts = note == null ? new String[0] : note.split(SEPARATOR, -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new UserJwtSource(parts[0], Integer.parseInt(parts[1]), parts[2], Integer.parseInt(parts[3])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
