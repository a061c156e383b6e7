package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Self-signed certificates of one test run: the server's, and those of two clients that it trusts. */
public final class TestCertificates {

    /** Password of every store here. They live for one run and protect nothing. */
    static final String PASSWORD = "for-tests-only";

    /** A client with a certificate, by alias; the subject is {@code CN=<alias>}. */
    public enum Client {
        ALICE,
        BOB;

        public String subject() {
            return "CN=" + alias();
        }

        String alias() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Path folder;

    private TestCertificates(Path folder) {
        this.folder = folder;
    }

    /** Those of this run, made when first asked for. */
    public static synchronized TestCertificates get() {
        Path folder = BuildOutput.servers().resolve("certificates");
        TestCertificates certificates = new TestCertificates(folder);
        if (!Files.exists(certificates.clientsTrustStore())) {
            certificates.make();
        }
        return certificates;
    }

    Path serverKeyStore() {
        return folder.resolve("server.p12");
    }

    Path clientsTrustStore() {
        return folder.resolve("clients-trust.p12");
    }

    /** TLS of a client that trusts the server and shows the given certificate, or none if null. */
    public SSLContext tls(Client client) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(load(folder.resolve("server-trust.p12")));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(client == null ? null : keys(client), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot read the certificates in " + folder, e);
        }
    }

    private KeyManager[] keys(Client client) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(load(folder.resolve(client.alias() + ".p12")), PASSWORD.toCharArray());
        return keys.getKeyManagers();
    }

    private static KeyStore load(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            return store;
        }
    }

    private void make() {
        try {
            Files.createDirectories(folder);
            generate("server", "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1");
            trust("server", "server-trust.p12");
            for (Client client : Client.values()) {
                generate(client.alias(), client.subject());
                trust(client.alias(), "clients-trust.p12");
            }
        } catch (IOException e) {
            throw new IllegalStateException("Cannot make certificates in " + folder, e);
        }
    }

    private void generate(String alias, String subject, String... more) throws IOException {
        keytool(
                List.of(
                        "-genkeypair",
                        "-alias",
                        alias,
                        "-keystore",
                        alias + ".p12",
                        "-dname",
                        subject,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "30"),
                List.of(more));
        keytool(
                List.of("-exportcert", "-alias", alias, "-keystore", alias + ".p12", "-file", alias + ".cer"),
                List.of());
    }

    private void trust(String alias, String store) throws IOException {
        keytool(
                List.of("-importcert", "-noprompt", "-alias", alias, "-file", alias + ".cer", "-keystore", store),
                List.of());
    }

    private void keytool(List<String> command, List<String> more) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(command);
        line.addAll(more);
        line.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("keytool.log").toFile()))
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed, see " + folder.resolve("keytool.log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }
}
