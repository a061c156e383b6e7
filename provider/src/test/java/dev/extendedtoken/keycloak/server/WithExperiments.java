package dev.extendedtoken.keycloak.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Selects the server on which experimental features of Keycloak are enabled: for a whole class, for one field or for one
 * parameter. See {@link KeycloakExtension}.
 */
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface WithExperiments {}
