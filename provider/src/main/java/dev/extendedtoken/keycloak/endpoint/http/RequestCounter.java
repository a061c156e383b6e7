package dev.extendedtoken.keycloak.endpoint.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;

/**
 * Counts token requests on Keycloak's {@code /metrics} as
 * {@code keycloak_extended_token_requests_total{format,outcome}}, in realms where a policy has an executor of the extension.
 * No label tells of a client or a user.
 */
public enum RequestCounter {
    /** The parameters came as a form. */
    FORM("form"),
    /** The parameters came as JSON. */
    JSON("json");

    private static final String NAME = "keycloak.extended.token.requests";

    private final Counter successes;
    private final Counter errors;

    RequestCounter(String format) {
        successes = counter(format, "success");
        errors = counter(format, "error");
    }

    private static Counter counter(String format, String outcome) {
        return Counter.builder(NAME)
                .description("Token requests in realms with a policy of the extension, by format and outcome")
                .tag("format", format)
                .tag("outcome", outcome)
                .register(Metrics.globalRegistry);
    }

    /** Answers a request and counts how that ended: {@code success}, or {@code error} for any other answer. */
    public Response count(Supplier<Response> request) {
        boolean success = false;
        try {
            Response response = request.get();
            success = response.getStatusInfo().getFamily() == Response.Status.Family.SUCCESSFUL;
            return response;
        } finally {
            (success ? successes : errors).increment();
        }
    }
}
