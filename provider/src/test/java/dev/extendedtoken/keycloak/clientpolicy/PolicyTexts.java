package dev.extendedtoken.keycloak.clientpolicy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The JSON of client profiles and policies. In generated JSON some members are missing, repeated, unknown or have a value
 * of another type; the same seed makes the same JSON.
 *
 * @param profiles the realm's attribute
 * @param policies the realm's attribute
 * @param globalProfiles of the server's security profile; well-formed
 * @param globalPolicies of the server's security profile; well-formed
 */
record PolicyTexts(String profiles, String policies, String globalProfiles, String globalPolicies) {

    /** Not generated: the elements of the realm's two lists, in JSON with single quotes. */
    static PolicyTexts from(String profiles, String policies) {
        return new PolicyTexts(
                ("{'profiles':[" + profiles + "]}").replace('\'', '"'),
                ("{'policies':[" + policies + "]}").replace('\'', '"'),
                "{\"profiles\":[]}",
                "{\"policies\":[]}");
    }

    /** The same for the same seed. */
    static PolicyTexts generate(int seed) {
        Random random = new Random(seed);
        Generator realm = new Generator(random, true);
        Generator global = new Generator(random, false);
        return new PolicyTexts(
                realm.document("profiles", realm.list(4, () -> realm.profile(""))),
                realm.document("policies", realm.list(4, realm::policy)),
                global.document("profiles", global.list(2, () -> global.profile("global-"))),
                global.document("policies", global.list(2, global::policy)));
    }

    private record Generator(Random random, boolean withFaults) {

        String profile(String prefix) {
            return object(
                    member("name", quoted(prefix + one("a", "b", "c"))),
                    rarely(() -> member("description", quoted("d"))),
                    member("executors", list(3, this::executor)));
        }

        String executor() {
            return object(
                    member("executor", one("'json-requests'", "'api-key-enforcer'", "'pkce-enforcer'")),
                    member(
                            "configuration",
                            one("{}", "{}", "{}", "{'header':'x-one'}", "{'header':'x-two','header':'x-three'}")));
        }

        String policy() {
            return object(
                    member("name", one("'p'", "'q'", "'r'")),
                    member(
                            "enabled",
                            withFaults
                                    ? one("true", "true", "true", "true", "false", "null", "'true'", "1", "0", "''")
                                    : one("true", "true", "false")),
                    rarely(() -> member("mode", one("null", "'DEFAULT'", "'STRICT'", "'STRICT'", "'strict'"))),
                    member("conditions", list(3, this::condition)),
                    member(
                            "profiles",
                            list(3, () -> quoted(one("a", "a", "b", "b", "c", "global-a", "global-b", "unknown")))));
        }

        String condition() {
            String negative = one("", "", "", ",'is-negative-logic':true", ",'is-negative-logic':'true'");
            String configuration = one(
                    "'any-client'|'x':1",
                    "'any-client'|'x':1",
                    "'client-access-type'|'type':['confidential','public']",
                    "'client-access-type'|'type':['bearer-only']",
                    "'client-attributes'|'attributes':'[{\\\"key\\\":\\\"marked\\\",\\\"value\\\":\\\"true\\\"}]'",
                    "'client-attributes'|'attributes':'[{\\\"key\\\":\\\"marked\\\",\\\"value\\\":\\\"false\\\"}]'",
                    "'client-roles'|'roles':['gold','silver']",
                    "'client-roles'|'roles':['iron']",
                    "'client-type'|'protocol':'openid-connect'",
                    "'client-type'|'protocol':'saml'",
                    "'client-scopes'|'scopes':['address'],'type':'Default'",
                    "'acr-condition'|'acr-property':['1']",
                    "'grant-type'|'grant_types':['password']");
            String[] parts = configuration.split("\\|");
            return object(member("condition", parts[0]), member("configuration", "{" + parts[1] + negative + "}"));
        }

        String list(int most, Supplier<String> element) {
            return IntStream.range(0, 1 + random.nextInt(most))
                    .mapToObj(i -> element.get())
                    .collect(Collectors.joining(",", "[", "]"));
        }

        private String document(String name, String value) {
            return object(member(name, value)).replace('\'', '"');
        }

        /** The members in any order; with luck, all of them and once each. */
        private String object(String... members) {
            List<String> written = new ArrayList<>();
            for (String member : members) {
                if (!member.isEmpty() && !fault(60)) {
                    written.add(member);
                    if (fault(40)) {
                        written.add(0, member.substring(0, member.indexOf(':') + 1) + one("null", "null", "'a'", "[]"));
                    }
                }
            }
            if (fault(150)) {
                written.add(one("'priority':1", "'globalProfiles':[]", "'enabled':'maybe'"));
            }
            if (!fault(10)) {
                Collections.shuffle(written, random);
            }
            return "{" + String.join(",", written) + "}";
        }

        private boolean fault(int odds) {
            return withFaults && random.nextInt(odds) == 0;
        }

        private String rarely(Supplier<String> member) {
            return random.nextInt(3) == 0 ? member.get() : "";
        }

        private String one(String... values) {
            return values[random.nextInt(values.length)];
        }

        private static String member(String name, String value) {
            return quoted(name) + ":" + value;
        }

        private static String quoted(String text) {
            return "'" + text + "'";
        }
    }
}
