package dev.extendedtoken.keycloak.clientpolicy;

import java.util.ArrayList;
import java.util.List;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * Builds the form of an executor's or a step's options in the Admin Console. A label says the unit of a number and what 0
 * means, because the help text is shown on demand.
 */
public final class OptionForm {

    private final List<ProviderConfigProperty> properties = new ArrayList<>();

    /** A text or a number. */
    public OptionForm text(String name, String label, String help, Object defaultValue) {
        return add(name, label, help, ProviderConfigProperty.STRING_TYPE, defaultValue.toString());
    }

    /** Any number of texts. */
    public OptionForm texts(String name, String label, String help) {
        return add(name, label, help, ProviderConfigProperty.MULTIVALUED_STRING_TYPE, null);
    }

    /** At least one text; the form marks it as required. */
    public OptionForm requiredTexts(String name, String label, String help) {
        texts(name, label, help);
        properties.get(properties.size() - 1).setRequired(true);
        return this;
    }

    /** Off by default. */
    public OptionForm flag(String name, String label, String help) {
        return add(name, label, help, ProviderConfigProperty.BOOLEAN_TYPE, false);
    }

    /** One of several values, of which the first is the default. */
    public OptionForm choice(String name, String label, String help, List<String> values) {
        return choice(name, label, help, values.get(0), values);
    }

    /** One of several values, or none. */
    public OptionForm optionalChoice(String name, String label, String help, List<String> values) {
        List<String> withNone = new ArrayList<>();
        // Without a default, the Admin Console sets the first value.
        withNone.add("");
        withNone.addAll(values);
        return choice(name, label, help, null, withNone);
    }

    private OptionForm choice(String name, String label, String help, String defaultValue, List<String> values) {
        add(name, label, help, ProviderConfigProperty.LIST_TYPE, defaultValue);
        properties.get(properties.size() - 1).setOptions(values);
        return this;
    }

    private OptionForm add(String name, String label, String help, String type, Object defaultValue) {
        properties.add(new ProviderConfigProperty(name, label, help, type, defaultValue));
        return this;
    }

    public List<ProviderConfigProperty> build() {
        return List.copyOf(properties);
    }
}
