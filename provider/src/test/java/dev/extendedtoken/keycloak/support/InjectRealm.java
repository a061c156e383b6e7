package dev.extendedtoken.keycloak.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A static field of a {@link KeycloakTest} that holds a realm. The realm is created before the {@code @BeforeAll} methods of
 * the class run, and deleted after its {@code @AfterAll} methods. The field's type is {@link TestRealm}, or a closeable
 * class with a constructor that takes a {@link TestRealm} first.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface InjectRealm {

    /**
     * The static method of the test class that returns the {@link RealmFile}. It has no parameter, or one for the
     * server on which the realm is created.
     */
    String value() default "realmFile";
}
