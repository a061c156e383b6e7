package dev.extendedtoken.keycloak.clients.shared;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The clients of the trial, what of each shares a token, and the setting that the documentation recommends for it. */
enum SharingClient {
    OIDC_CLIENT_TS(
            "oidc-client-ts",
            "eight tabs, `signinSilent` in each",
            TabSession.TABS,
            Margin.NONE,
            Recommended.PAGE,
            client -> new TabSession(client, "oidc-client-ts", false)),
    OIDC_CLIENT_TS_TIMERS(
            "oidc-client-ts",
            "eight tabs, `automaticSilentRenew`",
            TabSession.TABS,
            Margin.OWN_TIMERS,
            Recommended.PAGE,
            client -> new TabSession(client, "oidc-client-ts", true)),
    KEYCLOAK_JS(
            "keycloak-js",
            "eight tabs, a login of its own in each",
            TabSession.TABS,
            Margin.NONE,
            Recommended.PAGE,
            client -> new TabSession(client, "keycloak-js", false)),
    KEYCLOAK_JS_STORED(
            "keycloak-js",
            "eight tabs restored, tokens in `localStorage`",
            TabSession.TABS,
            Margin.NONE,
            Recommended.PAGE,
            client -> new TabSession(client, "keycloak-js-stored", false)),
    ANGULAR_OAUTH2_OIDC(
            "angular-oauth2-oidc",
            "eight tabs, `refreshToken` in each",
            TabSession.TABS,
            Margin.NONE,
            Recommended.PAGE,
            client -> new TabSession(client, "angular-oauth2-oidc", false)),
    AUTH_CORE(
            "@auth/core",
            "five renders of one session cookie",
            5,
            Margin.NONE,
            Recommended.SERVER,
            client -> ProgramSession.parallel("auth-core.js", client, 5)),
    MCP_SDK(
            "@modelcontextprotocol/sdk",
            "four processes, one file",
            4,
            Margin.NONE,
            Recommended.AGENT,
            client -> ProgramSession.withFile("mcp-sdk.js", client, 4)),
    MCP_REMOTE(
            "mcp-remote",
            "four processes, one folder",
            4,
            Margin.MINUTE,
            Recommended.AGENT,
            client -> ProgramSession.withFolder("mcp-remote.js", client, 4)),
    SPRING_SECURITY(
            "spring-security-oauth2-client",
            "eight workers, one authorized client",
            SpringSession.WORKERS,
            Margin.MINUTE,
            Recommended.SERVER,
            SpringSession::new),
    KILLED(
            "openid-client",
            "killed between answer and store, started again at once",
            1,
            Margin.NONE,
            Recommended.MOBILE,
            client -> new KilledSession(client, Duration.ZERO)),
    KILLED_FOR_LONGER(
            "openid-client",
            "killed between answer and store, started again after 15 seconds",
            1,
            Margin.NONE,
            Recommended.MOBILE,
            client -> new KilledSession(client, Duration.ofSeconds(15)));

    /** When a client renews an access token. */
    private enum Margin {
        /** When it has expired. */
        NONE,
        /** A minute before it expires, unless told otherwise. */
        MINUTE,
        /** A minute before, and by itself: nobody has to call. */
        OWN_TIMERS
    }

    private static final class Recommended {

        static final Map<String, ?> PAGE = Map.of("grace-period", 300, "family-lifetime", 28800);
        static final Map<String, ?> SERVER = Map.of("grace-period", 60);
        static final Map<String, ?> AGENT = Map.of("grace-period", 300);
        static final Map<String, ?> MOBILE = Map.of("grace-period", 300);
    }

    private final String library;
    private final String pattern;
    private final int calls;
    private final Margin margin;
    private final Map<String, ?> recommended;
    private final Function<TrialClient, SharedSession> start;

    SharingClient(
            String library,
            String pattern,
            int calls,
            Margin margin,
            Map<String, ?> recommended,
            Function<TrialClient, SharedSession> start) {
        this.library = library;
        this.pattern = pattern;
        this.calls = calls;
        this.margin = margin;
        this.recommended = recommended;
        this.start = start;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The package of npm or the artifact of Maven. */
    String library() {
        return library;
    }

    /** What shares a token. */
    String pattern() {
        return pattern;
    }

    /** The number of calls of a round. */
    int calls() {
        return calls;
    }

    Map<String, ?> recommended() {
        return recommended;
    }

    /** Whether the client authenticates with a secret. */
    boolean confidential() {
        return recommended == Recommended.SERVER;
    }

    /** Whether it renews without being called. */
    boolean renewsByItself() {
        return margin == Margin.OWN_TIMERS;
    }

    /** How long an access token lives so that the client renews it after a given time. */
    Duration lifespan(Duration renewal) {
        return margin == Margin.NONE ? renewal : renewal.plusMinutes(1);
    }

    SharedSession start(TrialClient client) {
        return start.apply(client);
    }
}
