package dev.extendedtoken.keycloak.compat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A method of a Keycloak class that a class of the extension overrides. If Keycloak removes it, the class still links, but
 * the overriding method is never called. Only reflection can detect that.
 *
 * @param type the qualified name of Keycloak's class
 * @param name the method's name
 * @param parameters the qualified names of its parameters' types
 */
record OverriddenMethod(String type, String name, List<String> parameters) {

    /** Whether Keycloak's class or a superclass has the method, and it can be overridden. */
    boolean exists() {
        try {
            Class<?> declaring = Class.forName(type, false, OverriddenMethod.class.getClassLoader());
            return Stream.<Class<?>>iterate(declaring, above -> above != null, Class::getSuperclass)
                    .flatMap(above -> Arrays.stream(above.getDeclaredMethods()))
                    .anyMatch(this::isOverridableBySignature);
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private boolean isOverridableBySignature(Method method) {
        int modifiers = method.getModifiers();
        return method.getName().equals(name)
                && !Modifier.isFinal(modifiers)
                && !Modifier.isPrivate(modifiers)
                && !Modifier.isStatic(modifiers)
                && Arrays.stream(method.getParameterTypes())
                        .map(Class::getName)
                        .toList()
                        .equals(parameters);
    }

    @Override
    public String toString() {
        return type + " " + name + "(" + String.join(", ", parameters) + ")";
    }
}
