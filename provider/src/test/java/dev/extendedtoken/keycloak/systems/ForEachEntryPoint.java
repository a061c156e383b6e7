package dev.extendedtoken.keycloak.systems;

import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RequiresProgram;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A test class that runs once for each {@link EntryPoint}, the parameter of its constructor. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RequiresProgram("nginx")
@ParameterizedClass
@EnumSource(EntryPoint.class)
@KeycloakTest
@WithAliases
public @interface ForEachEntryPoint {}
