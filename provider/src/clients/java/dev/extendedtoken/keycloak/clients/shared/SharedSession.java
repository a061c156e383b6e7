package dev.extendedtoken.keycloak.clients.shared;

import java.time.Duration;
import java.util.List;

/** One user of a client, whose processes or tabs share the tokens of one login. */
interface SharedSession extends AutoCloseable {

    /** A new login, for all processes; what the last one has left is gone. */
    void signIn() throws Exception;

    /**
     * One call of each process, each with an access token that is due for renewal.
     *
     * @param delays how long each waits before it calls
     */
    List<Call> call(List<Duration> delays) throws Exception;

    @Override
    void close();
}
