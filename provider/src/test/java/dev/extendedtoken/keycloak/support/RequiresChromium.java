package dev.extendedtoken.keycloak.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test in a {@link Browser}, for machines that have Chromium and its driver. Where {@code CI=true} it runs in any
 * case, so a build that claims to have run everything has.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresChromium.Condition.class)
public @interface RequiresChromium {

    /** Looks for the two programs. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if ("true".equals(System.getenv("CI"))) {
                return ConditionEvaluationResult.enabled("CI runs everything");
            }
            return Browser.isInstalled()
                    ? ConditionEvaluationResult.enabled("Chromium is here")
                    : ConditionEvaluationResult.disabled("There is no Chromium with its driver on this machine");
        }
    }
}
