package dev.extendedtoken.keycloak.rulezero;

import dev.extendedtoken.keycloak.support.WireAnswer;

/** What was sent to one server, placeholders filled in, and what came back. */
record Recorded(Exchange exchange, String request, WireAnswer answer) {}
