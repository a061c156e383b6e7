package dev.extendedtoken.keycloak.linkage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.Opcodes;

/** Finds what would be a {@link LinkageError} on a server, before one is started. */
final class Linkage {

    private static final String OBJECT = "java/lang/Object";

    private final Map<String, byte[]> checked;
    private final Libraries compiledAgainst;
    private final Libraries libraries;
    private final List<String> broken = new ArrayList<>();

    private Linkage(Map<String, byte[]> checked, String compiledAgainst, String version) {
        this.checked = checked;
        this.compiledAgainst = Libraries.forVersion(compiledAgainst, checked);
        this.libraries = Libraries.forVersion(version, checked);
    }

    /**
     * The references that do not resolve, and the methods that override nothing any more.
     *
     * @param checked classes by internal name
     * @param compiledAgainst the version of Keycloak that they override methods of
     * @param version the version of Keycloak that they are to run with
     */
    static List<String> broken(Map<String, byte[]> checked, String compiledAgainst, String version) {
        Linkage linkage = new Linkage(checked, compiledAgainst, version);
        checked.keySet().forEach(linkage::check);
        return List.copyOf(linkage.broken);
    }

    private void check(String name) {
        ClassFile type = libraries.find(name).orElseThrow();
        References references = References.read(checked.get(name));
        references.types().forEach(other -> checkType(type, other));
        references.members().forEach(member -> checkMember(type, member));
        checkSupertypes(type);
        checkOverrides(type);
        checkImplements(type);
    }

    private void report(ClassFile type, String what) {
        broken.add(type.name() + ": " + what);
    }

    private void checkType(ClassFile type, String other) {
        if (other.startsWith("[")) {
            return;
        }
        Optional<ClassFile> found = libraries.find(other);
        if (found.isEmpty()) {
            report(type, "no class " + other);
        } else if (!found.get().isPublic() && !samePackage(type.name(), other)) {
            report(type, "no access to class " + other);
        }
    }

    private void checkMember(ClassFile type, Member member) {
        String owner = member.owner().startsWith("[") ? OBJECT : member.owner();
        Optional<ClassFile> declaring = libraries.declaring(owner, member.key(), access -> true);
        if (declaring.isEmpty()) {
            report(type, "no " + member);
            return;
        }
        int access = declaring.get().members().get(member.key());
        if (ClassFile.has(access, Opcodes.ACC_STATIC) != member.isStatic()) {
            report(type, "static in one place only: " + member);
        }
        if (member.isMethod()
                && libraries.find(owner).filter(ClassFile::isInterface).isPresent() != member.ofInterface()) {
            report(type, "an interface in one place only: " + member);
        }
        if (!mayUse(type.name(), declaring.get().name(), access)) {
            report(type, "no access to " + member);
        }
    }

    private boolean mayUse(String user, String declaring, int access) {
        if (ClassFile.has(access, Opcodes.ACC_PUBLIC)) {
            return true;
        }
        if (ClassFile.has(access, Opcodes.ACC_PRIVATE)) {
            return ClassFile.outermost(user).equals(ClassFile.outermost(declaring));
        }
        return samePackage(user, declaring)
                || ClassFile.has(access, Opcodes.ACC_PROTECTED) && libraries.isSubclass(user, declaring);
    }

    private static boolean samePackage(String one, String other) {
        return ClassFile.packageOf(one).equals(ClassFile.packageOf(other));
    }

    private void checkSupertypes(ClassFile type) {
        libraries.find(type.superName()).ifPresent(parent -> {
            if (parent.isFinal() || parent.isInterface()) {
                report(type, "cannot extend " + parent.name());
            }
        });
        type.interfaces().stream()
                .map(libraries::find)
                .flatMap(Optional::stream)
                .forEach(parent -> {
                    if (!parent.isInterface()) {
                        report(type, "cannot implement " + parent.name());
                    }
                });
    }

    private void checkOverrides(ClassFile type) {
        type.members().forEach((key, access) -> {
            if (!canOverride(key, access)) {
                return;
            }
            List<ClassFile> overridden = overridden(libraries, type, key);
            overridden.stream()
                    .filter(parent -> ClassFile.has(parent.members().get(key), Opcodes.ACC_FINAL))
                    .forEach(parent -> report(type, "cannot override " + parent.name() + "." + key));
            if (overridden.isEmpty()) {
                overridden(compiledAgainst, type, key)
                        .forEach(parent -> report(type, "does not override " + parent.name() + "." + key));
            }
        });
    }

    private static boolean canOverride(String key, int access) {
        return key.contains("(")
                && !key.startsWith("<")
                && !ClassFile.has(access, Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE);
    }

    private static List<ClassFile> overridden(Libraries libraries, ClassFile type, String key) {
        return libraries
                .hierarchy(type.name())
                .filter(parent -> !parent.name().equals(type.name())
                        && parent.members().containsKey(key)
                        && canOverride(key, parent.members().get(key)))
                .toList();
    }

    private void checkImplements(ClassFile type) {
        if (type.isAbstract()) {
            return;
        }
        libraries.hierarchy(type.name()).forEach(parent -> parent.members().forEach((key, access) -> {
            if (ClassFile.has(access, Opcodes.ACC_ABSTRACT) && !libraries.implementsMethod(type.name(), key)) {
                report(type, "does not implement " + parent.name() + "." + key);
            }
        }));
    }
}
