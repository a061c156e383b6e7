package dev.extendedtoken.keycloak.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A test that runs other programs, for machines that have them. Where {@code CI=true} it
 * runs in any case, so a build that claims to have run everything has.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresProgram.Condition.class)
public @interface RequiresProgram {

    /** Programs on the PATH. */
    String[] value();

    /** Looks for them. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if ("true".equals(System.getenv("CI"))) {
                return ConditionEvaluationResult.enabled("CI runs everything");
            }
            RequiresProgram required = AnnotationSupport.findAnnotation(
                            context.getRequiredTestClass(), RequiresProgram.class)
                    .orElseThrow();
            return Arrays.stream(required.value())
                    .filter(program -> Programs.find(program).isEmpty())
                    .findFirst()
                    .map(program ->
                            ConditionEvaluationResult.disabled("There is no " + program + " on this machine's PATH"))
                    .orElse(ConditionEvaluationResult.enabled("They are here"));
        }
    }
}
