package dev.extendedtoken.keycloak.clients.shared;

import dev.extendedtoken.keycloak.server.Keycloak;
import java.io.IOException;
import java.util.Map;

/** An MCP server that takes the access tokens of every realm. */
record McpServer(ClientProcess process, int port) implements AutoCloseable {

    static McpServer start(Keycloak keycloak) throws IOException {
        ClientProcess process = ClientProcess.start("mcp-server.js", Map.of("REALMS", keycloak.http() + "/realms"));
        return new McpServer(process, process.answer().intValue());
    }

    String address(String realm) {
        return "http://localhost:" + port + "/mcp/" + realm;
    }

    @Override
    public void close() {
        process.close();
    }
}
