package dev.extendedtoken.keycloak.clientpolicy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/** Implements an interface of Keycloak by fixed answers; a method without one fails the test. */
final class StandIn {

    private StandIn() {}

    /** The answer to one method. */
    interface Answer {
        Object to(Object... arguments);
    }

    /** @param values by the names of the methods that return them */
    static <T> T forType(Class<T> type, Map<String, ?> values) {
        return forType(type, method -> values.containsKey(method) ? arguments -> values.get(method) : null);
    }

    /** @param answers by the name of the method; null where it must not be called */
    static <T> T forType(Class<T> type, Function<String, Answer> answers) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Answer answer = answers.apply(method.getName());
            if (answer == null) {
                throw new UnsupportedOperationException(method + Arrays.toString(arguments));
            }
            return answer.to(arguments);
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
