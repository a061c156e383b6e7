package dev.extendedtoken.keycloak.benchmark;

import java.time.Duration;

/** Requests to a server, for some time. */
interface Load {

    /** As the page names it. */
    String name();

    Turn run(Duration duration);
}
