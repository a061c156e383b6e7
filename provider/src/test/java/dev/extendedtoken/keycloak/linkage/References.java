package dev.extendedtoken.keycloak.linkage;

import java.util.LinkedHashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.MethodRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * All that a class refers to, wherever in it: code, descriptors, generic signatures, annotations, lambdas.
 *
 * @param types internal names
 */
record References(Set<String> types, Set<Member> members) {

    static References read(byte[] bytes) {
        References references = new References(new LinkedHashSet<>(), new LinkedHashSet<>());
        // A remapper is asked about every name in a class; this one renames nothing.
        new ClassReader(bytes).accept(new Collector(references), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return references;
    }

    private static final class Collector extends ClassRemapper {

        private final References references;

        Collector(References references) {
            super(Opcodes.ASM9, new ClassVisitor(Opcodes.ASM9) {}, new NameCollector(references));
            this.references = references;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            super.visitMethod(access, name, descriptor, signature, exceptions);
            return createMethodRemapper(new MethodVisitor(Opcodes.ASM9) {});
        }

        @Override
        protected MethodVisitor createMethodRemapper(MethodVisitor visitor) {
            return new InstructionCollector(visitor, remapper, references);
        }
    }

    private static final class InstructionCollector extends MethodRemapper {

        private final References references;

        InstructionCollector(MethodVisitor visitor, Remapper remapper, References references) {
            super(Opcodes.ASM9, visitor, remapper);
            this.references = references;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            references.members().add(new Member(owner, name, descriptor, opcode == Opcodes.INVOKESTATIC, isInterface));
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            boolean isStatic = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
            references.members().add(new Member(owner, name, descriptor, isStatic, false));
            super.visitFieldInsn(opcode, owner, name, descriptor);
        }
    }

    private static final class NameCollector extends Remapper {

        private final References references;

        NameCollector(References references) {
            super(Opcodes.ASM9);
            this.references = references;
        }

        @Override
        public String map(String internalName) {
            references.types().add(internalName);
            return super.map(internalName);
        }

        @Override
        public Object mapValue(Object value) {
            if (value instanceof Handle handle) {
                boolean isStatic = handle.getTag() == Opcodes.H_INVOKESTATIC
                        || handle.getTag() == Opcodes.H_GETSTATIC
                        || handle.getTag() == Opcodes.H_PUTSTATIC;
                references
                        .members()
                        .add(new Member(
                                handle.getOwner(), handle.getName(), handle.getDesc(), isStatic, handle.isInterface()));
            }
            return super.mapValue(value);
        }
    }
}
