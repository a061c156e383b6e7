package dev.extendedtoken.keycloak.responseformat.model;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id of a request for the logs of client and server: that of the client if it is valid, otherwise a new one. */
public final class RequestId {

    /** The header of requests and responses. */
    public static final String HEADER = "X-Request-Id";

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private RequestId() {}

    /** @param sent all values of the header */
    public static String choose(List<String> sent) {
        return sent.size() == 1 && VALID.matcher(sent.get(0)).matches()
                ? sent.get(0)
                : UUID.randomUUID().toString();
    }
}
