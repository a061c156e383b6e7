package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.clientpolicy.ConsoleText;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;

/** The browser step {@code user-jwt}. */
public final class UserJwtAuthenticatorFactory implements AuthenticatorFactory {

    /** The step's id in flows. */
    public static final String ID = "user-jwt";

    private static final Requirement[] CHOICES = {Requirement.ALTERNATIVE, Requirement.DISABLED};

    private final Authenticator authenticator = new UserJwtAuthenticator();

    @Override
    public Authenticator create(KeycloakSession session) {
        return authenticator;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return ConsoleText.named("User JWT");
    }

    @Override
    public String getReferenceCategory() {
        return ID;
    }

    @Override
    public String getHelpText() {
        return ConsoleText.help(
                "Signs in the user of an access token of this realm that the authorization request carries in"
                        + " a header, without a page and without an SSO cookie, at clients whose policies have a user-jwt-enforcer that"
                        + " lists the client of that token. Without the header the flow goes on.");
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        // Not max-expired-seconds, which has no effect here.
        return UserJwtEnforcerFactory.form().build();
    }

    @Override
    public boolean isConfigurable() {
        return true;
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return CHOICES.clone();
    }

    @Override
    public boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
