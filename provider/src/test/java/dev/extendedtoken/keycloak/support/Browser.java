package dev.extendedtoken.keycloak.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/**
 * A person's browser: Chromium without a window, with a profile of its own that is gone when it is closed. Browser
 * and driver are those of the machine; nothing is downloaded.
 */
public final class Browser implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Selenium warns at every start that it has no DevTools wrapper for this Chromium; no test uses it. */
    private static final Logger TALKATIVE = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    static {
        TALKATIVE.setLevel(Level.OFF);
    }

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** @param options further switches of Chromium, for example {@code --lang=de} */
    public static Browser start(String... options) {
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driverExecutable().orElseThrow(Browser::notInstalled))
                .usingAnyFreePort()
                .build();
        ChromeOptions chromium = new ChromeOptions();
        chromium.setBinary(binary().orElseThrow(Browser::notInstalled));
        chromium.addArguments("--headless=new", "--window-size=1280,1024", "--lang=en");
        // Builds run as root in containers, where the sandbox cannot be set up and /dev/shm is small.
        chromium.addArguments("--no-sandbox", "--disable-dev-shm-usage");
        chromium.addArguments(options);
        chromium.setAcceptInsecureCerts(true);
        chromium.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL", LogType.PERFORMANCE, "ALL"));
        ChromeDriver driver = new ChromeDriver(service, chromium);
        driver.manage().timeouts().pageLoadTimeout(TIMEOUT).scriptTimeout(TIMEOUT);
        return new Browser(driver);
    }

    /** Whether this machine has Chromium (or Chrome) and its driver on the PATH. */
    static boolean isInstalled() {
        return binary().isPresent() && driverExecutable().isPresent();
    }

    public void open(URI address) {
        driver.get(address.toString());
    }

    /** Forgets every site, as if it had just been started. */
    public void forget() {
        driver.get("about:blank");
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
    }

    /** The address bar. */
    public URI address() {
        return URI.create(driver.getCurrentUrl());
    }

    public String title() {
        return driver.getTitle();
    }

    /** Waits until the address is as wanted, and returns it. */
    public URI awaitAddress(Predicate<URI> wanted) {
        return await("another address", this::address, wanted);
    }

    /** Waits until the element is visible, and returns it. */
    public WebElement await(By element) {
        return await(element.toString(), () -> driver.findElement(element), WebElement::isDisplayed);
    }

    /** Waits until the element's text is as wanted, and returns it. */
    public String awaitText(By element, Predicate<String> wanted) {
        return await(
                "another text of " + element, () -> driver.findElement(element).getText(), wanted);
    }

    /** Waits until the page has no such element. */
    public void awaitGone(By element) {
        await("no " + element, () -> has(element), there -> !there);
    }

    /** Whether the page has the element now. */
    public boolean has(By element) {
        return !driver.findElements(element).isEmpty();
    }

    /** Replaces what a field holds. */
    public void fill(By field, String text) {
        WebElement input = await(field);
        input.clear();
        input.sendKeys(text);
    }

    /** Fills in a field and sends its form off with the Enter key. */
    public void submit(By field, String text) {
        fill(field, text);
        await(field).sendKeys(Keys.ENTER);
    }

    public void click(By element) {
        await(element).click();
    }

    /** Runs JavaScript in the page, as the body of a function of these arguments; waits for a promise. */
    public Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** The same for what a script returns as an object. */
    public JsonNode json(String script, Object... arguments) {
        return JSON.valueToTree(run(script, arguments));
    }

    /** What the console of the developer tools has said since this was last asked. */
    public List<String> console() {
        return log(LogType.BROWSER).map(LogEntry::getMessage).toList();
    }

    /** The requests that pages, though not their workers, have sent since this was last asked: method and address. */
    public List<String> requests() {
        return network("Network.requestWillBeSent")
                .map(message -> message.at("/params/request"))
                .map(request -> request.path("method").textValue() + " "
                        + request.path("url").textValue())
                .toList();
    }

    /** The same with all their headers and bodies, and the redirects that led to them, as JSON. */
    public List<String> everythingSent() {
        return network("Network.requestWillBeSent").map(JsonNode::toString).toList();
    }

    private Stream<JsonNode> network(String event) {
        return log(LogType.PERFORMANCE)
                .map(entry -> message(entry.getMessage()))
                .filter(message -> event.equals(message.path("method").textValue()));
    }

    /** Keeps what is to be seen as a PNG. */
    public void screenshot(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** Has Chromium behave as another device does, by a command of the Chrome DevTools Protocol. */
    public void emulate(String command, Map<String, Object> parameters) {
        driver.executeCdpCommand(command, parameters);
    }

    /** Everything else that Selenium can do. */
    public ChromeDriver driver() {
        return driver;
    }

    @Override
    public void close() {
        driver.quit();
    }

    /** Where the browser is and what it shows. */
    @Override
    public String toString() {
        return driver.getCurrentUrl() + "\n" + driver.getPageSource();
    }

    private Stream<LogEntry> log(String type) {
        return driver.manage().logs().get(type).getAll().stream();
    }

    /** An event of the Chrome DevTools Protocol. */
    private static JsonNode message(String text) {
        try {
            return JSON.readTree(text).path("message");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T await(String what, Callable<T> look, Predicate<T> wanted) {
        try {
            return Awaitility.await().atMost(TIMEOUT).ignoreExceptions().until(look, wanted);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("Waited in vain for " + what + " at " + this, e);
        }
    }

    private static Optional<File> binary() {
        return Stream.of("chromium", "google-chrome", "chrome")
                .flatMap(name -> Programs.find(name).stream())
                .findFirst();
    }

    private static Optional<File> driverExecutable() {
        return Programs.find("chromedriver");
    }

    private static IllegalStateException notInstalled() {
        return new IllegalStateException("Install Chromium and its driver: apt-get install chromium chromium-driver");
    }
}
