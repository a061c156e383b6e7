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
 * A test that runs a client in another language, for machines that have the program for it. Where {@code CI=true} it
 * runs in any case, so a build that claims to have run everything has.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresProgram.Condition.class)
public @interface RequiresProgram {

    /** A program on the PATH that knows {@code --version}. */
    String value();

    /** Asks it for its version. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if ("true".equals(System.getenv("CI"))) {
                return ConditionEvaluationResult.enabled("CI runs everything");
            }
            String program = context.getRequiredTestClass()
                    .getAnnotation(RequiresProgram.class)
                    .value();
            try {
                int exit = new ProcessBuilder(program, "--version").start().waitFor();
                return exit == 0
                        ? ConditionEvaluationResult.enabled(program + " is here")
                        : ConditionEvaluationResult.disabled(program + " --version fails");
            } catch (IOException e) {
                return ConditionEvaluationResult.disabled("There is no " + program + " on this machine");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ConditionEvaluationResult.enabled("Interrupted");
            }
        }
    }
}
