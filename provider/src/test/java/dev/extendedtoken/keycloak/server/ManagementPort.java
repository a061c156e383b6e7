package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The management interface of a server. */
record ManagementPort(String host, int number) {

    /** On a port of this machine. */
    ManagementPort(int number) {
        this("127.0.0.1", number);
    }

    /** What the server tells Prometheus. */
    String metrics() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + number + "/metrics"))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
