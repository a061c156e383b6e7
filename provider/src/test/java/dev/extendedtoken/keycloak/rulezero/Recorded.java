package dev.extendedtoken.keycloak.rulezero;

/** What was sent to one server, placeholders filled in, and what came back. */
record Recorded(Exchange exchange, String request, WireAnswer answer) {}
