package dev.extendedtoken.keycloak.endpoint.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import jakarta.ws.rs.core.Response;

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

    /** To be closed when the request has been answered, which counts it. */
    public Request begin() {
        return new Request();
    }

    /** A request; it counts as {@code error} until it has a successful response. */
    public final class Request implements AutoCloseable {

        private boolean successful;

        private Request() {}

        /** @return the same response */
        public Response answered(Response response) {
            successful = response.getStatusInfo().getFamily() == Response.Status.Family.SUCCESSFUL;
            return response;
        }

        @Override
        public void close() {
            (successful ? successes : errors).increment();
        }
    }
}
