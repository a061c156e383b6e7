package dev.extendedtoken.keycloak.server;
/** placeholder */
final class DemoServer {
    private DemoServer() {}
}
