package dev.extendedtoken.keycloak.clients.shared;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.support.Browser;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.WebSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.WindowType;

/** Eight tabs of one browser, all of one origin, and one more that tells them to call. */
final class TabSession implements SharedSession {

    static final int TABS = 8;

    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** Tells each tab at its time and waits for all outcomes. The page is visible: its timers are exact. */
    private static final String CALL =
            """
            const delays = arguments[0];
            const channel = new BroadcastChannel('calls');
            return new Promise(resolve => {
              const outcomes = [];
              channel.onmessage = ({ data }) => {
                if (!data.from) return;
                outcomes.push(data);
                if (outcomes.length === delays.length) {
                  channel.close();
                  resolve(outcomes);
                }
              };
              delays.forEach((delay, tab) => setTimeout(() => channel.postMessage({ tab: String(tab) }), delay));
            });
            """;

    private final WebSite site = WebSite.serving(ClientProcess.FOLDER);
    private final Browser browser = Browser.start();
    private final String settings;
    private final String control = browser.driver().getWindowHandle();
    private final List<String> tabs = new ArrayList<>();

    /**
     * @param library whose page the tabs show
     * @param timers whether the library itself decides when it renews
     */
    TabSession(TrialClient client, String library, boolean timers) {
        settings = Http.toJson(
                Map.of("library", library, "issuer", client.issuer(), "clientId", client.id(), "timers", timers));
        browser.driver().manage().timeouts().scriptTimeout(TIMEOUT);
    }

    @Override
    public void signIn() {
        browser.driver().switchTo().window(control);
        browser.open(site.uri("/control"));
        browser.run("localStorage.clear(); localStorage.settings = arguments[0];", settings);
        for (int number = 0; number < TABS; number++) {
            if (tabs.size() == number) {
                browser.driver().switchTo().newWindow(WindowType.TAB);
                tabs.add(browser.driver().getWindowHandle());
            }
            browser.driver().switchTo().window(tabs.get(number));
            browser.driver().get("about:blank");
            browser.open(site.uri("/tab.html#tab-" + number));
            Awaitility.await().atMost(TIMEOUT).ignoreExceptions().until(this::isSignedIn);
        }
        browser.driver().switchTo().window(control);
    }

    /** The first tab may meet the login form. */
    private boolean isSignedIn() {
        if (browser.has(By.id("password"))) {
            browser.fill(By.id("username"), TrialClient.USER);
            browser.submit(By.id("password"), TrialClient.PASSWORD);
        }
        return "Signed in".equals(browser.title());
    }

    @Override
    public List<Call> call(List<Duration> delays) {
        JsonNode outcomes =
                browser.json(CALL, delays.stream().map(Duration::toMillis).toList());
        List<Call> calls = new ArrayList<>();
        outcomes.forEach(outcome -> calls.add(Call.from(outcome)));
        return calls;
    }

    @Override
    public void close() {
        browser.close();
        site.close();
    }
}
