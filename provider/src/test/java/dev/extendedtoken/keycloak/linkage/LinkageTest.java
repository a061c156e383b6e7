package dev.extendedtoken.keycloak.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientPolicyConditionRepresentation;
import org.keycloak.representations.idm.ClientPolicyExecutorRepresentation;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What {@link LinkageIT} would find in the JAR. */
class LinkageTest {

    private static final String TESTED = System.getProperty("keycloak.version");
    private static final String NEXT = System.getProperty("keycloak.next.version");

    private static final String CONDITION = "org/keycloak/representations/idm/ClientPolicyConditionRepresentation";
    private static final String EXECUTOR = "org/keycloak/representations/idm/ClientPolicyExecutorRepresentation";
    private static final String GETTER = ".getConfiguration()Lcom/fasterxml/jackson/databind/JsonNode;";

    /** Keycloak 26.8 has the method with another type. */
    static final class CallsGetter {
        JsonNode read(ClientPolicyConditionRepresentation condition) {
            return condition.getConfiguration();
        }
    }

    static final class NamesGetter {
        Function<ClientPolicyExecutorRepresentation, JsonNode> read() {
            return ClientPolicyExecutorRepresentation::getConfiguration;
        }
    }

    static final class OverridesGetter extends ClientPolicyExecutorRepresentation {
        @Override
        public JsonNode getConfiguration() {
            return null;
        }
    }

    static final class CallsInheritedGetter extends ClientPolicyConditionRepresentation {
        JsonNode read() {
            return getConfiguration();
        }
    }

    /** Nothing of this has changed. */
    static final class CallsOthers extends ClientPolicyExecutorRepresentation {
        @Override
        public String getExecutorProviderId() {
            return super.getExecutorProviderId() + new ClientPolicyConditionRepresentation().getConditionProviderId();
        }

        Function<ClientPolicyConditionRepresentation, String> read() {
            return ClientPolicyConditionRepresentation::getConditionProviderId;
        }
    }

    @Test
    void findsACallThatIsPutBack() throws IOException {
        assertBroken(CallsGetter.class, "no " + CONDITION + GETTER);
    }

    @Test
    void findsAMethodReferenceThatIsPutBack() throws IOException {
        assertBroken(NamesGetter.class, "no " + EXECUTOR + GETTER);
    }

    @Test
    void findsWhatOverridesNothingAnyMore() throws IOException {
        assertBroken(OverridesGetter.class, "does not override " + EXECUTOR + GETTER);
    }

    @Test
    void findsACallOfWhatWasInherited() throws IOException {
        assertBroken(
                CallsInheritedGetter.class,
                "no " + CallsInheritedGetter.class.getName().replace('.', '/') + GETTER);
    }

    @Test
    void findsNothingInWhatIsTheSame() throws IOException {
        assertThat(broken(CallsOthers.class, TESTED)).isEmpty();
        assertThat(broken(CallsOthers.class, NEXT)).isEmpty();
    }

    private static void assertBroken(Class<?> sample, String what) throws IOException {
        assertThat(broken(sample, TESTED)).isEmpty();
        assertThat(broken(sample, NEXT)).containsExactly(sample.getName().replace('.', '/') + ": " + what);
    }

    private static List<String> broken(Class<?> sample, String version) throws IOException {
        String name = sample.getName().replace('.', '/');
        try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
            return Linkage.broken(Map.of(name, in.readAllBytes()), TESTED, version);
        }
    }

    @Test
    void findsAClassThatOneVersionLacks() {
        byte[] sample = sample(
                "java/lang/Object",
                null,
                code -> code.visitTypeInsn(Opcodes.INSTANCEOF, "org/keycloak/json/RawJsonValue"));
        assertThat(broken(sample, NEXT)).isEmpty();
        assertThat(broken(sample, TESTED)).containsExactly("Sample: no class org/keycloak/json/RawJsonValue");
    }

    /** What a compiler would not let pass, but a change of Keycloak can bring about. */
    @ParameterizedTest
    @ValueSource(ints = {Opcodes.INVOKESTATIC, Opcodes.INVOKEINTERFACE})
    void findsACallOfAnotherKind(int opcode) {
        assertThat(broken(
                        sample(
                                "java/lang/Object",
                                null,
                                code -> code.visitMethodInsn(
                                        opcode,
                                        CONDITION,
                                        "getConditionProviderId",
                                        "()Ljava/lang/String;",
                                        opcode == Opcodes.INVOKEINTERFACE)),
                        NEXT))
                .singleElement()
                .asString()
                .contains("in one place only: " + CONDITION + ".getConditionProviderId");
    }

    @Test
    void findsAFieldThatIsPrivate() {
        assertThat(broken(
                        sample(
                                "java/lang/Object",
                                null,
                                code -> code.visitFieldInsn(
                                        Opcodes.GETFIELD, CONDITION, "conditionProviderId", "Ljava/lang/String;")),
                        NEXT))
                .singleElement()
                .asString()
                .contains("no access to " + CONDITION + ".conditionProviderId");
    }

    @Test
    void findsAFinalSuperclassAndAMethodWithoutCode() {
        assertThat(broken(sample("org/keycloak/json/RawJsonValue", null, code -> {}), NEXT))
                .contains("Sample: cannot extend org/keycloak/json/RawJsonValue");
        String predicate = "org/keycloak/TokenVerifier$Predicate";
        assertThat(broken(sample("java/lang/Object", predicate, code -> {}), NEXT))
                .singleElement()
                .asString()
                .startsWith("Sample: does not implement " + predicate);
    }

    private static List<String> broken(byte[] sample, String version) {
        return Linkage.broken(Map.of("Sample", sample), version, version);
    }

    private static byte[] sample(String parent, String implemented, Consumer<MethodVisitor> code) {
        ClassWriter writer = new ClassWriter(0);
        String[] interfaces = implemented == null ? null : new String[] {implemented};
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "Sample", null, parent, interfaces);
        MethodVisitor method = writer.visitMethod(Opcodes.ACC_STATIC, "run", "()V", null, null);
        method.visitCode();
        code.accept(method);
        method.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }
}
