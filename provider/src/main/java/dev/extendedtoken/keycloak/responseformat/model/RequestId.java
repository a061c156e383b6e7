package dev.extendedtoken.keycloak.responseformat.model;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id of a request, for the logs of both sides: the caller's own if it is harmless, else a new one. */
public final class RequestId {

    /** As it is sent and answered. */
    public static final String HEADER = "X-Request-Id";

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private RequestId() {}

    /** @param sent every value of the header */
    public static String of(List<String> sent) {
        return sent.size() == 1 && HARMLESS.matcher(sent.get(0)).matches()
                ? sent.get(0)
                : UUID.randomUUID().toString();
    }
}
