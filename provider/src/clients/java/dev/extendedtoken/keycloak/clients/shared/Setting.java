package dev.extendedtoken.keycloak.clients.shared;

import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.Locale;
import java.util.Map;

/** What a realm of the trial does with refresh tokens: a column of the table. */
enum Setting {
    RECOMMENDED("Recommended setting") {
        @Override
        void addTo(RealmFile realm, SharingClient client) {
            String name = client.id();
            realm.profile(name, EXECUTOR, client.recommended())
                    .policy(
                            name,
                            name,
                            "client-attributes",
                            Map.of("attributes", "[{\"key\":\"rotation\",\"value\":\"" + name + "\"}]"));
        }
    },
    DEFAULT("Default setting") {
        @Override
        void addTo(RealmFile realm) {
            realm.profile("rotation", EXECUTOR, Map.of()).policy("rotation", "rotation", "any-client", Map.of());
        }
    },
    REALM_SWITCH("Keycloak's *Revoke Refresh Token*") {
        @Override
        void addTo(RealmFile realm) {
            realm.with("revokeRefreshToken", true).with("refreshTokenMaxReuse", 0);
        }
    };

    private static final String EXECUTOR = "refresh-token-rotation";

    private final String title;

    Setting(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    String realm() {
        return "shared-tokens-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What holds for the whole realm. */
    void addTo(RealmFile realm) {}

    /** What holds for one client. */
    void addTo(RealmFile realm, SharingClient client) {}
}
