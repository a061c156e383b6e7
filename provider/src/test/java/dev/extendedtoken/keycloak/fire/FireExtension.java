package dev.extendedtoken.keycloak.fire;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the {@link FireCluster} for the first test that has one as a parameter; it ends with the last test of the run. */
final class FireExtension implements ParameterResolver {

    private static final Namespace SUITE = Namespace.create(FireExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FireCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(SUITE)
                .getOrComputeIfAbsent(FireCluster.class, key -> FireCluster.start(), FireCluster.class);
    }
}
