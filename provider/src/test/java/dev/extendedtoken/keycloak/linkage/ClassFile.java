package dev.extendedtoken.keycloak.linkage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a class declares. All names are internal ones.
 *
 * @param access its flags
 * @param superName null for {@code java/lang/Object}
 * @param members the flags of its fields and methods, by {@link Member#key}
 */
record ClassFile(String name, int access, String superName, List<String> interfaces, Map<String, Integer> members) {

    static ClassFile read(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        Map<String, Integer> members = new HashMap<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public FieldVisitor visitField(
                            int access, String name, String descriptor, String signature, Object value) {
                        members.put(Member.key(name, descriptor), access);
                        return null;
                    }

                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        members.put(Member.key(name, descriptor), access);
                        return null;
                    }
                },
                ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
        return new ClassFile(
                reader.getClassName(),
                reader.getAccess(),
                reader.getSuperName(),
                List.of(reader.getInterfaces()),
                Map.copyOf(members));
    }

    boolean isInterface() {
        return has(access, Opcodes.ACC_INTERFACE);
    }

    boolean isAbstract() {
        return has(access, Opcodes.ACC_ABSTRACT);
    }

    boolean isFinal() {
        return has(access, Opcodes.ACC_FINAL);
    }

    /** Whether a class of another package may name it. */
    boolean isPublic() {
        return has(access, Opcodes.ACC_PUBLIC);
    }

    static boolean has(int access, int flag) {
        return (access & flag) != 0;
    }

    static String packageOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    /** The class that it is nested in, or itself. */
    static String outermost(String name) {
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }
}
