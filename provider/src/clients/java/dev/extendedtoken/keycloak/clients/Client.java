package dev.extendedtoken.keycloak.clients;

import dev.extendedtoken.keycloak.support.NodePackages;
import dev.extendedtoken.keycloak.support.Script;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The clients that sign in as they are, and which client of the demo realm each of them is. */
enum Client {
    SIMPLE_OAUTH2_HEADER(DemoClient.JSON_BASIC, node("simple-oauth2.js", Map.of("AUTHORIZATION_METHOD", "header"))),
    SIMPLE_OAUTH2_BODY(DemoClient.JSON_BASIC, node("simple-oauth2.js", Map.of("AUTHORIZATION_METHOD", "body"))),
    OPENID_CLIENT(DemoClient.SCOPED, node("openid-client.js", Map.of())),
    NIMBUS(DemoClient.SCOPED, NimbusClient::new),
    SPRING_SECURITY(DemoClient.SCOPED, SpringClient::new),
    GO_OAUTH2(DemoClient.SCOPED, go("oauth2")),
    REQUESTS_OAUTHLIB(DemoClient.SCOPED, python("requests_oauthlib_client.py")),
    GOOGLE_OAUTH_CLIENT(DemoClient.ENVELOPED, GoogleClient::new),
    AUTHLIB(DemoClient.ENVELOPED, python("authlib_client.py")),
    RUBY_OAUTH2(DemoClient.ENVELOPED, program("ruby", "ruby", "oauth2_client.rb")),
    OAUTH4WEBAPI(DemoClient.PKCE_PUBLIC, node("oauth4webapi.js", Map.of())),
    NODE_REQUEST(DemoClient.PKCE_PUBLIC, node("request.js", Map.of())),
    PYTHON_REQUESTS(DemoClient.PKCE_PUBLIC, python("requests_plain.py")),
    GO_NET_HTTP(DemoClient.PKCE_PUBLIC, go("nethttp")),
    PHP_CURL(DemoClient.PKCE_PUBLIC, program("php", "php", "curl.php")),
    RUBY_NET_HTTP(DemoClient.PKCE_PUBLIC, program("ruby", "ruby", "net_http.rb")),
    CURL(DemoClient.PKCE_PUBLIC, program("shell", "bash", "curl.sh")),
    OK_HTTP(DemoClient.PKCE_PUBLIC, OkHttpCodeClient::new);

    /** An interpreter that knows requests-oauthlib and Authlib; Debian's, where they are Debian's. */
    private static final String PYTHON = System.getProperty("clients.python", "python3");

    private final DemoClient demoClient;
    private final Function<Settings, CodeClient> start;

    Client(DemoClient demoClient, Function<Settings, CodeClient> start) {
        this.demoClient = demoClient;
        this.start = start;
    }

    DemoClient demoClient() {
        return demoClient;
    }

    CodeClient start(Settings settings) {
        return start.apply(settings);
    }

    private static Function<Settings, CodeClient> node(String script, Map<String, String> more) {
        return settings -> start(List.of("node", script), NodePackages.installed("clients/node"), settings, more);
    }

    private static Function<Settings, CodeClient> python(String script) {
        return settings -> start(List.of(PYTHON, script), folder("python"), settings, Map.of());
    }

    /** Without modules: the library is where Debian installs it. */
    private static Function<Settings, CodeClient> go(String program) {
        return settings -> start(
                List.of("go", "run", "main.go"),
                folder("go").resolve(program),
                settings,
                Map.of("GO111MODULE", "off", "GOPATH", System.getProperty("clients.gopath", "/usr/share/gocode")));
    }

    private static Function<Settings, CodeClient> program(String folder, String interpreter, String program) {
        return settings -> start(List.of(interpreter, program), folder(folder), settings, Map.of());
    }

    private static CodeClient start(List<String> command, Path folder, Settings settings, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(settings.environment());
        environment.putAll(more);
        return new ProgramClient(Script.of(command, folder, environment));
    }

    static Path folder(String language) {
        return Path.of(System.getProperty("project.root"), "provider/src/clients", language);
    }
}
