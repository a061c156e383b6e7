package dev.extendedtoken.keycloak.support;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long a test waits for a condition that names no time: long enough for a machine that has a second run of the tests at the
 * same time. An exception in a thread of another test class, which may run at the same time, does not end the waiting.
 */
public final class PatientAwaiting implements BeforeAllCallback {

    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(TIMEOUT);
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }
}
