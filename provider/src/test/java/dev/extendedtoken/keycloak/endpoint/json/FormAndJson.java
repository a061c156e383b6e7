package dev.extendedtoken.keycloak.endpoint.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.NormalizedText;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.grant.TokenRequest;
import java.util.function.Supplier;

/**
 * Sends the same request as a form and as JSON, and asserts that responses and events are equal, as {@link
 * NormalizedText} compares them.
 */
final class FormAndJson {

    private final TestRealm realm;
    private final Http http;

    private FormAndJson(TestRealm realm, Http http) {
        this.realm = realm;
        this.http = http;
    }

    /** For a realm that records all events and takes JSON from the clients in question. */
    static FormAndJson at(TestRealm realm) {
        return new FormAndJson(realm, Http.client());
    }

    /** The same through another connection. */
    FormAndJson over(Http other) {
        return new FormAndJson(realm, other);
    }

    /** For a request that can be sent twice; returns the response to the JSON request. */
    Answer same(TokenRequest request) {
        return same(request, request);
    }

    /** For a request that is accepted once: each format gets a request of its own. */
    Answer same(Supplier<TokenRequest> fresh) {
        return same(fresh.get(), fresh.get());
    }

    /** For requests that differ in what only one way can express. */
    Answer same(TokenRequest asForm, TokenRequest asJson) {
        Exchange form = form(asForm);
        Exchange json = json(asJson);
        assertThat(json.likeness()).as("as JSON, compared with the form").isEqualTo(form.likeness());
        return json.answer();
    }

    Exchange form(TokenRequest request) {
        forgetEvents();
        return recorded(http.form(request.uri(), request.parameters(), request.headerArray()));
    }

    Exchange json(TokenRequest request) {
        forgetEvents();
        return recorded(http.json(request.uri(), request.parameters(), request.headerArray()));
    }

    private void forgetEvents() {
        realm.admin().delete("/" + realm.name() + "/events").expect(204);
    }

    private Exchange recorded(Answer answer) {
        return new Exchange(answer, events());
    }

    /** What the realm has recorded since the last request was sent. */
    JsonNode events() {
        return realm.admin().get("/" + realm.name() + "/events").expect(200).json();
    }

    /** An answer, and the events that the realm recorded meanwhile. */
    record Exchange(Answer answer, JsonNode events) {

        String likeness() {
            return NormalizedText.from(answer) + "\nevents " + NormalizedText.fromEvents(events);
        }
    }
}
