package dev.extendedtoken.keycloak.pages;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Does what the pages say, one page after the other: each finds a server with the demo realm as shipped, and a shell of
 * its own. A page with a link to {@code realm-config/README.md#kcadm} also finds what that page has defined and made.
 */
final class PageRunner {

    private static final String DEMO_SERVER = "http://localhost:8080";
    private static final String DEMO_KCADM = "provider/target/servers/demo/bin/kcadm.sh";

    /** The realm has the name of the file. */
    private static final Pattern IMPORT = Pattern.compile("create realms -f realm-config/([a-z-]+)-realm\\.json");

    private final Keycloak keycloak;
    private final AdminApi admin;
    private final Path repository;
    private final Workplace workplace;
    private TrialRealm trial;

    PageRunner(Keycloak keycloak, Path repository, Workplace workplace) {
        this.keycloak = keycloak;
        this.admin = new AdminApi(keycloak);
        this.repository = repository;
        this.workplace = workplace;
    }

    /** Runs the page that others build on. */
    void runFirst(Page page) throws IOException {
        try {
            run(page, true);
        } finally {
            removeRealms(page);
        }
    }

    void run(Page page) throws IOException {
        try {
            run(page, false);
        } finally {
            removeRealms(page);
        }
    }

    private void run(Page page, boolean first) throws IOException {
        if (page.blocks().stream().anyMatch(block -> block.text().contains("/realms/demo"))) {
            importRealm(RealmFile.read("demo-realm.json", "demo"));
        }
        try (Shell shell = Shell.start(workplace, repository)) {
            if (!first && buildsOnKcadm(page)) {
                importRealm(trial.file());
                shell.load(workplace.savedShell());
            }
            for (Block block : page.blocks()) {
                run(page, block, shell);
            }
            if (first) {
                shell.save(workplace.savedShell());
                trial = TrialRealm.export(admin);
            }
        }
    }

    private boolean buildsOnKcadm(Page page) {
        Path basics = repository.resolve("realm-config/README.md");
        return page.links().stream()
                .filter(link -> link.endsWith("#kcadm"))
                .anyMatch(link -> page.target(link).filter(basics::equals).isPresent());
    }

    private void run(Page page, Block block, Shell shell) {
        if (!block.isExecuted()) {
            return;
        }
        try {
            switch (block.language()) {
                case "sh" -> new ShellBlock(shell, workplace).run(here(block.text()), block.statuses());
                case "http" -> new HttpBlock(keycloak.http()).send(block.text(), block.statuses());
                default -> new JsonBlock(keycloak).check(block.text());
            }
        } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError(page + ":" + block.line() + ": " + e.getMessage(), e);
        }
    }

    /** The commands with this server's address and the {@code kcadm.sh} of the workplace. */
    private String here(String commands) {
        return commands.replace(DEMO_SERVER, keycloak.http().toString())
                .replace(DEMO_KCADM, "\"$(command -v kcadm.sh)\"");
    }

    private void importRealm(RealmFile file) {
        admin.post("", file.representation()).expect(201);
    }

    /** Those that the page has; other tests have realms on this server, too. */
    private void removeRealms(Page page) {
        Stream<String> imported = page.blocks().stream()
                .flatMap(block -> IMPORT.matcher(block.text()).results())
                .map(file -> file.group(1));
        Stream.concat(Stream.of("demo", TrialRealm.NAME), imported)
                .map(realm -> "/" + realm)
                .filter(realm -> admin.get(realm).status() == 200)
                .forEach(realm -> admin.delete(realm).expect(204));
    }
}
