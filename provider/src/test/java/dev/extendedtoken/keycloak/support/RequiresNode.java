package dev.extendedtoken.keycloak.support;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test that runs a JavaScript client, for machines that have Node. Where {@code CI=true} it runs in any case, so a
 * build that claims to have run everything has.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresNode.Condition.class)
public @interface RequiresNode {

    /** Asks for {@code node --version}. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if ("true".equals(System.getenv("CI"))) {
                return ConditionEvaluationResult.enabled("CI runs everything");
            }
            try {
                int exit = new ProcessBuilder("node", "--version").start().waitFor();
                return exit == 0
                        ? ConditionEvaluationResult.enabled("Node is here")
                        : ConditionEvaluationResult.disabled("node --version fails");
            } catch (IOException e) {
                return ConditionEvaluationResult.disabled("There is no Node on this machine");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ConditionEvaluationResult.enabled("Interrupted");
            }
        }
    }
}
