package dev.extendedtoken.keycloak.server;

import dev.extendedtoken.keycloak.support.Programs;
import java.util.List;

/**
 * A network of its own for one node, with three links to this machine; each can be cut by itself, as if a cable were pulled
 * out. Linux only, as root.
 */
public final class NetworkNamespace implements AutoCloseable {

    /** What a link is for. */
    public enum Link {
        CLUSTER,
        DATABASE,
        CLIENTS;

        private int number() {
            return ordinal() + 1;
        }
    }

    private final String name = "node" + ProcessHandle.current().pid();

    private NetworkNamespace() {}

    public static NetworkNamespace create() {
        NetworkNamespace namespace = new NetworkNamespace();
        Runtime.getRuntime().addShutdownHook(new Thread(namespace::close));
        namespace.ip("netns", "add", namespace.name);
        namespace.inside("link", "set", "lo", "up");
        for (Link link : Link.values()) {
            namespace.connect(link);
        }
        return namespace;
    }

    private void connect(Link link) {
        ip("link", "add", device(link), "type", "veth", "peer", "name", "link" + link.number(), "netns", name);
        ip("address", "add", hostAddress(link) + "/24", "dev", device(link));
        ip("link", "set", device(link), "up");
        inside("address", "add", address(link) + "/24", "dev", "link" + link.number());
        inside("link", "set", "link" + link.number(), "up");
    }

    /** Nothing passes any more, in either direction; connections stay. */
    public void cut(Link link) {
        ip("link", "set", device(link), "down");
    }

    /** After {@link #cut}. */
    public void mend(Link link) {
        ip("link", "set", device(link), "up");
    }

    /** This machine's end of the link. */
    String hostAddress(Link link) {
        return network(link) + "1";
    }

    private String address(Link link) {
        return network(link) + "2";
    }

    /** Of addresses that are for benchmarks of networks (RFC 2544). */
    private static String network(Link link) {
        return "198.18." + link.number() + ".";
    }

    private String device(Link link) {
        return "kc" + ProcessHandle.current().pid() + "-" + link.number();
    }

    NodePlace place() {
        return new NodePlace(List.of("ip", "netns", "exec", name), address(Link.CLIENTS), address(Link.CLUSTER));
    }

    private void inside(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-n";
        all[1] = name;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        ip(all);
    }

    private void ip(String... arguments) {
        if (run(arguments) != 0) {
            throw new IllegalStateException(
                    "ip " + String.join(" ", arguments) + " failed; it wants root and iproute2");
        }
    }

    private static int run(String... arguments) {
        ProcessBuilder ip = new ProcessBuilder("ip");
        ip.command().addAll(List.of(arguments));
        return Programs.run(ip.inheritIO());
    }

    /** With the namespace, its ends of the links go, and with these the others. */
    @Override
    public void close() {
        run("netns", "delete", name);
    }
}
