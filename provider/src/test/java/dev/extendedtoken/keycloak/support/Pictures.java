package dev.extendedtoken.keycloak.support;

import java.nio.file.Path;
import java.util.Map;

/**
 * The pictures of the front page. Tests take them for {@code target/screenshots}, and with {@code -Dpictures=write} for the
 * repository.
 */
public final class Pictures {

    private static final Path ROOT = Path.of(System.getProperty("project.root"));

    private static final Path FOLDER = "write".equals(System.getProperty("pictures"))
            ? ROOT.resolve("realm-config/pictures")
            : ROOT.resolve("provider/target/screenshots");

    private Pictures() {}

    /** Opens something in a window of this size, in a light theme, and keeps what is to be seen. */
    public static void take(Browser browser, String name, int width, int height, Runnable open) {
        browser.emulate(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        try {
            open.run();
            browser.screenshot(FOLDER.resolve(name + ".png"));
        } finally {
            browser.emulate("Emulation.clearDeviceMetricsOverride", Map.of());
        }
    }
}
