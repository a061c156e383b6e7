package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.server.PartnerProvider;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.Map;

/** A browser that signs in at a partner of the realm. */
record BrokeredLogin(TestRealm realm, PartnerProvider partner) {

    /** Makes anna of the realm the partner's anna. */
    void link(String userId) {
        realm.admin()
                .post("/" + realm.name() + "/users/" + userId + "/federated-identity/partner", partner.identity())
                .expect(204);
    }

    /** The code that a client gets. */
    String code(String client, String sessionAtPartner) {
        Http browser = Http.browser();
        URI next = realm.uri("/protocol/openid-connect/auth?"
                + Http.encode(Map.of(
                        "response_type", "code",
                        "client_id", client,
                        "redirect_uri", RotationRealm.CALLBACK,
                        "scope", "openid",
                        "kc_idp_hint", "partner")));
        while (!next.toString().startsWith(RotationRealm.CALLBACK)) {
            if (next.getHost().equals("partner.example")) {
                next = partner.signIn(next, sessionAtPartner);
            }
            Answer answer = browser.get(next);
            next = next.resolve(
                    answer.header("Location").orElseThrow(() -> new AssertionError("No redirect: " + answer)));
        }
        return Login.parameter(next, "code");
    }

    /** The partner tells the realm that a session has ended. */
    Answer logOut(String sessionAtPartner) {
        return Http.client()
                .form(
                        realm.uri("/protocol/openid-connect/logout/backchannel-logout"),
                        Map.of("logout_token", partner.logoutToken(sessionAtPartner)));
    }
}
