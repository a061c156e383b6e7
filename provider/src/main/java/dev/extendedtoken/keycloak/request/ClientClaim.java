package dev.extendedtoken.keycloak.request;

/** One way in which a request names a client. */
sealed interface ClientClaim {

    /** By its {@code client_id}. */
    record Id(String clientId) implements ClientClaim {}

    /** By a pre-authorized code, which the client's credential offer has (OpenID4VCI 1.0). */
    record PreAuthorizedCode(String code) implements ClientClaim {}

    /** By an assertion of an identity provider of the realm (RFC 7523 section 3). */
    record FederatedSubject(String issuer, String subject) implements ClientClaim {}
}
