package dev.extendedtoken.keycloak.server;

import java.util.List;

/**
 * Where a {@link ClusterNode} runs.
 *
 * @param command what comes before the command that starts it
 * @param host where it answers HTTP
 * @param clusterAddress where it answers the other nodes
 */
record NodePlace(List<String> command, String host, String clusterAddress) {

    static final NodePlace HERE = here("127.0.0.1");

    /** On this machine. */
    static NodePlace here(String clusterAddress) {
        return new NodePlace(List.of(), "127.0.0.1", clusterAddress);
    }
}
