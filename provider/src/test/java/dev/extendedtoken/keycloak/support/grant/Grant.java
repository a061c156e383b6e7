package dev.extendedtoken.keycloak.support.grant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every grant of Keycloak, some of them in two variants. */
public enum Grant {
    AUTHORIZATION_CODE("authorization_code", 200, GrantRealm::authorizationCode),
    REFRESH_TOKEN("refresh_token", 200, GrantRealm::refreshToken),
    CLIENT_CREDENTIALS("client_credentials", 200, GrantRealm::clientCredentials),
    PASSWORD("password", 200, GrantRealm::password),
    DEVICE_CODE("urn:ietf:params:oauth:grant-type:device_code", 200, GrantRealm::deviceCode),
    CIBA("urn:openid:params:grant-type:ciba", 200, GrantRealm::ciba),
    TOKEN_EXCHANGE("urn:ietf:params:oauth:grant-type:token-exchange", 200, GrantRealm::tokenExchange),
    JWT_BEARER("urn:ietf:params:oauth:grant-type:jwt-bearer", 200, GrantRealm::jwtBearer),
    UMA_TICKET_OF_CLIENT("urn:ietf:params:oauth:grant-type:uma-ticket", 200, GrantRealm::umaTicketOfClient),
    UMA_TICKET_OF_USER("urn:ietf:params:oauth:grant-type:uma-ticket", 200, GrantRealm::umaTicketOfUser),
    /** An experimental feature that a server must be started with; without it, refused. */
    PRE_AUTHORIZED_CODE("urn:ietf:params:oauth:grant-type:pre-authorized_code", 400, GrantRealm::preAuthorizedCode);

    private final String type;
    private final int status;
    private final Function<GrantRealm, TokenRequest> preparation;

    Grant(String type, int status, Function<GrantRealm, TokenRequest> preparation) {
        this.type = type;
        this.status = status;
        this.preparation = preparation;
    }

    public String type() {
        return type;
    }

    /** How a good request is answered. */
    public int status() {
        return status;
    }

    public TokenRequest prepare(GrantRealm grants) {
        return preparation.apply(grants);
    }

    /** The grant types of those above that a server has which was started without further features. */
    public static Set<String> types() {
        return Arrays.stream(values())
                .filter(grant -> grant != PRE_AUTHORIZED_CODE)
                .map(Grant::type)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The grant types that the server of the grants has. */
    public static Set<String> typesOfTheServer(GrantRealm grants) {
        JsonNode providers =
                grants.realm().admin().serverInfo().expect(200).json().at("/providers/oauth2-grant-type/providers");
        Set<String> types = new TreeSet<>();
        providers.fieldNames().forEachRemaining(types::add);
        return types;
    }
}
