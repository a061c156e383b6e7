package dev.extendedtoken.keycloak.apikey.console;

import dev.extendedtoken.keycloak.apikey.console.model.ConsoleBound;
import dev.extendedtoken.keycloak.apikey.console.model.KeyConsole;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Decides for each request whether the page exists: by the realm's client, and by the address of the request. */
record ConsoleGuard(KeycloakSession session, ConsoleWarnings warnings) {

    /** Empty if there is no page. A realm without the client is silent about it. */
    Optional<ConsolePlace> find() {
        RealmModel realm = session.getContext().getRealm();
        return Optional.ofNullable(realm.getClientByClientId(KeyConsole.ID)).flatMap(client -> find(realm, client));
    }

    private Optional<ConsolePlace> find(RealmModel realm, ClientModel client) {
        ConsolePlace place = ConsolePlace.forRealm(session, realm);
        List<ConsoleBound> broken = ConsoleBound.broken(
                new ConsoleClientReader(session, realm).read(client),
                place.page().toString());
        if (!broken.isEmpty()) {
            warnings.client(realm, broken.stream().map(ConsoleBound::text).collect(Collectors.joining("; ")));
            return Optional.empty();
        }
        if (!place.address()
                .isAdministration(session.getContext().getHttpRequest().getUri().getBaseUri())) {
            warnings.address(realm, place.address().origin());
            return Optional.empty();
        }
        return Optional.of(place);
    }
}
