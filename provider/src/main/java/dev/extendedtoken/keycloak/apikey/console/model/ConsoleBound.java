package dev.extendedtoken.keycloak.apikey.console.model;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/** What the client of the key console has to be. If it is anything else, the page is not served. */
public enum ConsoleBound {
    ENABLED("the client must be enabled", (client, page) -> client.enabled()),
    PROTOCOL(
            "it must be an OpenID Connect client",
            (client, page) -> client.protocol() == null || client.protocol().equals("openid-connect")),
    PUBLIC("it must be public ('Client authentication' off)", (client, page) -> client.publicClient()),
    STANDARD_FLOW(
            "it must have 'Standard flow' and no other authentication flow",
            (client, page) -> client.standardFlow() && client.otherGrants().isEmpty()),
    PKCE("its 'PKCE Method' must be S256", (client, page) -> "S256".equals(client.pkceMethod())),
    FULL_SCOPE("'Full scope allowed' must be off", (client, page) -> !client.fullScope()),
    ROLES(
            "its scope must have the roles query-clients, view-clients and manage-clients of the client that administers"
                    + " the realm, and no other role, neither by a client scope nor of its own",
            (client, page) -> client.roles().equals(ConsoleClient.ROLES)),
    REDIRECT_URI(
            "its one valid redirect URI must be the address of the page, without a wildcard",
            (client, page) -> client.redirectUris().equals(Set.of(page))),
    WEB_ORIGINS("its web origins must have no wildcard", (client, page) -> client.webOrigins().stream()
            .noneMatch(origin -> origin.contains("*"))),
    ACCESS_TOKEN_LIFESPAN(
            "its 'Access Token Lifespan' must be at most 5 minutes",
            (client, page) -> client.accessTokenLifespan() <= KeyConsole.RECENT.toSeconds()),
    REFRESH_TOKENS("'Use refresh tokens' must be off", (client, page) -> !client.refreshTokens()),
    REGISTRATION(
            "it must not have been registered by itself, nor have a registration access token",
            (client, page) -> !client.hasRegistrationToken());

    private final String text;
    private final BiPredicate<ConsoleClient, String> isKept;

    ConsoleBound(String text, BiPredicate<ConsoleClient, String> isKept) {
        this.text = text;
        this.isKept = isKept;
    }

    /** What must be so, for a message. */
    public String text() {
        return text;
    }

    /**
     * The bounds that a client breaks.
     *
     * @param page the address of the page
     */
    public static List<ConsoleBound> broken(ConsoleClient client, String page) {
        return Arrays.stream(values())
                .filter(bound -> !bound.isKept.test(client, page))
                .toList();
    }
}
