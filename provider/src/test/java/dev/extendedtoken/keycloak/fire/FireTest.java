package dev.extendedtoken.keycloak.fire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A test class that does something to the nodes and the database of {@link FireCluster}; one such class runs at a time. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("fire")
@ResourceLock("fire")
@ExtendWith(FireExtension.class)
@interface FireTest {}
