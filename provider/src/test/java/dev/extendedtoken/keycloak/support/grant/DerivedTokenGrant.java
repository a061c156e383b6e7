package dev.extendedtoken.keycloak.support.grant;

import dev.extendedtoken.keycloak.support.Http;
import java.util.Map;

/**
 * Requests that derive tokens from the access token of a login, in several steps. {@code prepare} makes all requests
 * except the last and returns the last one. Its client is {@code shop}, or {@code wholesale}, which is in the audience
 * of the shop's tokens.
 */
public enum DerivedTokenGrant {
    UMA_TICKET_AT_ANOTHER_RESOURCE_SERVER(true) {
        @Override
        public TokenRequest prepare(GrantRealm grants) {
            return grants.umaTicketOfUser().with("audience", "wholesale").with("permission", "pallets");
        }
    },
    REFRESH_OF_UMA_TICKET(true) {
        @Override
        public TokenRequest prepare(GrantRealm grants) {
            return grants.asShop(refreshOf(grants.umaTicketOfUser()));
        }
    },
    REFRESH_OF_UMA_TICKET_AT_ANOTHER_RESOURCE_SERVER(true) {
        @Override
        public TokenRequest prepare(GrantRealm grants) {
            return grants.asShop(refreshOf(UMA_TICKET_AT_ANOTHER_RESOURCE_SERVER.prepare(grants)));
        }
    },
    EXCHANGE_FOR_A_REFRESH_TOKEN(true) {
        @Override
        public TokenRequest prepare(GrantRealm grants) {
            return grants.tokenExchange().with("requested_token_type", REFRESH_TOKEN);
        }
    },
    REFRESH_OF_EXCHANGED(true) {
        @Override
        public TokenRequest prepare(GrantRealm grants) {
            return grants.asShop(refreshOf(EXCHANGE_FOR_A_REFRESH_TOKEN.prepare(grants)));
        }
    },
    EXCHANGE_AT_ANOTHER_CLIENT(false) {
        @Override
        public TokenRequest prepare(GrantRealm grants) {
            return grants.asWholesale(grants.tokenExchange().parameters());
        }
    },
    EXCHANGE_FOR_A_REFRESH_TOKEN_AT_ANOTHER_CLIENT(false) {
        @Override
        public TokenRequest prepare(GrantRealm grants) {
            return EXCHANGE_AT_ANOTHER_CLIENT.prepare(grants).with("requested_token_type", REFRESH_TOKEN);
        }
    },
    REFRESH_OF_EXCHANGED_AT_ANOTHER_CLIENT(false) {
        @Override
        public TokenRequest prepare(GrantRealm grants) {
            return grants.asWholesale(refreshOf(EXCHANGE_FOR_A_REFRESH_TOKEN_AT_ANOTHER_CLIENT.prepare(grants)));
        }
    };

    private static final String REFRESH_TOKEN = "urn:ietf:params:oauth:token-type:refresh_token";

    private final boolean byShop;

    DerivedTokenGrant(boolean byShop) {
        this.byShop = byShop;
    }

    /** Whether the last request is that of {@code shop}, and not of {@code wholesale}. */
    public boolean isByShop() {
        return byShop;
    }

    public abstract TokenRequest prepare(GrantRealm grants);

    private static Map<String, String> refreshOf(TokenRequest request) {
        String token = Http.client()
                .form(request.uri(), request.parameters(), request.headerArray())
                .expect(200)
                .text("refresh_token");
        return Map.of("grant_type", "refresh_token", "refresh_token", token);
    }
}
