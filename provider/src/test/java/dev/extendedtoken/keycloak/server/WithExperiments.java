package dev.extendedtoken.keycloak.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A {@link Keycloak} that has features of Keycloak's switched on which are experimental; see {@link KeycloakExtension}. */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface WithExperiments {}
