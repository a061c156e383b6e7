package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

/** What all executors of the extension have in common. */
class FeatureExecutorFactoryTest {

    static Stream<FeatureExecutorFactory> factories() {
        return ServiceLoader.load(ClientPolicyExecutorProviderFactory.class).stream()
                .filter(provider -> FeatureExecutorFactory.class.isAssignableFrom(provider.type()))
                .map(provider -> (FeatureExecutorFactory) provider.get());
    }

    @Test
    void allOfThem() {
        assertThat(factories().map(FeatureExecutorFactory::getId))
                .containsExactlyInAnyOrder(
                        "api-key-enforcer",
                        "json-requests",
                        "out-of-band",
                        "refresh-token-rotation",
                        "token-request-rules",
                        "token-response-format",
                        "user-jwt-enforcer");
    }

    /** The defaults of the form are known options with valid values. Only {@code issued-to} has no default. */
    @ParameterizedTest
    @MethodSource("factories")
    void theFormFitsTheConfiguration(FeatureExecutorFactory factory) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        factory.getConfigProperties()
                .forEach(property -> json.put(property.getName(), text(property.getDefaultValue())));

        ExecutorConfiguration read = factory.parse(json);

        assertThat(read.executor()).isEqualTo(factory.getId());
        assertThat(read.misconfiguration())
                .isEqualTo(factory.parse(JsonNodeFactory.instance.objectNode()).misconfiguration())
                .satisfies(text -> assertThat(text.orElse("'issued-to'")).contains("'issued-to'"));
        assertThat(factory.create(null).getExecutorConfigurationClass()).isEqualTo(read.getClass());
        assertThat(factory.create(null).getProviderId()).isEqualTo(factory.getId());
    }

    @ParameterizedTest
    @MethodSource("factories")
    void theDefaultOfAChoiceIsOneOfItsValues(FeatureExecutorFactory factory) {
        List<ProviderConfigProperty> choices = factory.getConfigProperties().stream()
                .filter(property -> property.getType().equals(ProviderConfigProperty.LIST_TYPE))
                .toList();
        for (ProviderConfigProperty choice : choices) {
            Object value = choice.getDefaultValue() == null ? "" : choice.getDefaultValue();
            assertThat(choice.getOptions()).startsWith(value.toString());
        }
    }

    /** Among forty executors of Keycloak, whose help texts the Admin Console shows. */
    @ParameterizedTest
    @MethodSource("factories")
    void theHelpTextBeginsWithTheProduct(FeatureExecutorFactory factory) {
        assertThat(factory.getHelpText())
                .startsWith("Extended Token Endpoint: ")
                .endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("factories")
    void aNumberHasItsUnitAndTheMeaningOfZeroInItsLabel(FeatureExecutorFactory factory) {
        for (ProviderConfigProperty property : factory.getConfigProperties()) {
            boolean isNumber = text(property.getDefaultValue()) != null
                    && text(property.getDefaultValue()).matches("[0-9]+");
            assertThat(property.getHelpText()).as(property.getName()).endsWith(".");
            if (isNumber) {
                assertThat(property.getLabel()).as(property.getName()).matches(".+ \\(.+\\)");
                assertThat(property.getLabel().contains("0: ")).isEqualTo(isValid(factory, property.getName(), "0"));
            }
        }
    }

    /** One message for each option with a wrong value, and each names its option. */
    @ParameterizedTest
    @MethodSource("factories")
    void eachMistakeHasOneMessage(FeatureExecutorFactory factory) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        factory.getConfigProperties().forEach(property -> json.putObject(property.getName()));
        json.put("mistyped", 1);
        String messages = factory.parse(json).misconfiguration().orElseThrow();
        assertThat(messages).startsWith(factory.getId() + ": unknown option 'mistyped', ");
        for (ProviderConfigProperty property : factory.getConfigProperties()) {
            assertThat(messages.split("; '" + property.getName() + "' must ", -1))
                    .as(messages)
                    .hasSize(2);
        }
    }

    private static boolean isValid(FeatureExecutorFactory factory, String option, String value) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put(option, value);
        return !factory.parse(json).misconfiguration().orElse("").contains("'" + option + "'");
    }

    private static String text(Object defaultValue) {
        return defaultValue == null ? null : defaultValue.toString();
    }
}
