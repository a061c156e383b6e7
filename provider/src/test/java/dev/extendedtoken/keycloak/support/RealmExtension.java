package dev.extendedtoken.keycloak.support;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.KeycloakExtension;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Creates the realms of {@link InjectRealm} fields. JUnit closes them at the end of the class. */
final class RealmExtension implements BeforeAllCallback {

    private static final Namespace REALMS = Namespace.create(RealmExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) throws ReflectiveOperationException {
        for (Field field : AnnotationSupport.findAnnotatedFields(
                context.getRequiredTestClass(), InjectRealm.class, ModifierSupport::isStatic)) {
            AutoCloseable realm = create(context, field);
            context.getStore(REALMS).put(field, realm);
            field.setAccessible(true);
            field.set(null, realm);
        }
    }

    private static AutoCloseable create(ExtensionContext context, Field field) throws ReflectiveOperationException {
        Keycloak keycloak = KeycloakExtension.server(context, field);
        Method file = fileMethod(field);
        Object[] arguments = file.getParameterCount() == 0 ? new Object[0] : new Object[] {keycloak};
        TestRealm realm = TestRealm.create(keycloak, (RealmFile) ReflectionSupport.invokeMethod(file, null, arguments));
        return field.getType() == TestRealm.class ? realm : wrap(field.getType(), realm, keycloak, context);
    }

    private static Method fileMethod(Field field) {
        String name = field.getAnnotation(InjectRealm.class).value();
        List<Method> found = ReflectionSupport.findMethods(
                field.getDeclaringClass(),
                method -> method.getName().equals(name) && method.getReturnType() == RealmFile.class,
                HierarchyTraversalMode.TOP_DOWN);
        if (found.size() != 1) {
            throw new IllegalStateException(field + " needs one method RealmFile " + name);
        }
        return found.get(0);
    }

    private static AutoCloseable wrap(Class<?> type, TestRealm realm, Keycloak keycloak, ExtensionContext context)
            throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        Object[] arguments = Stream.of(constructor.getParameterTypes())
                .map(parameter -> {
                    if (parameter == TestRealm.class) {
                        return realm;
                    }
                    return parameter == Keycloak.class ? keycloak : KeycloakExtension.device(context);
                })
                .toArray();
        constructor.setAccessible(true);
        return (AutoCloseable) constructor.newInstance(arguments);
    }
}
