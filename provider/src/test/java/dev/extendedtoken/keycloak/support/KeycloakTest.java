package dev.extendedtoken.keycloak.support;

import dev.extendedtoken.keycloak.server.KeycloakExtension;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that uses the shared Keycloak. Its {@link InjectRealm} fields hold realms that exist for this class only.
 *
 * <pre>{@code
 * @KeycloakTest
 * class ExampleIT {
 *
 *     @InjectRealm
 *     private static TestRealm realm;
 *
 *     static RealmFile realmFile() {
 *         return RealmFile.named("example").client("app", Map.of("publicClient", true));
 *     }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({KeycloakExtension.class, RealmExtension.class})
public @interface KeycloakTest {}
