package dev.extendedtoken.keycloak.linkage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;

/**
 * The classes that a server has: keycloak-core and keycloak-common of one version, and all others as the tests have
 * them. Resolves as the JVM does (JVMS 5.4.3).
 */
final class Libraries {

    private static final List<String> VERSIONED = List.of("keycloak-core", "keycloak-common");

    private final URLClassLoader versioned;
    private final Map<String, byte[]> checked;
    private final Map<String, Optional<ClassFile>> read = new HashMap<>();

    private Libraries(URLClassLoader versioned, Map<String, byte[]> checked) {
        this.versioned = versioned;
        this.checked = checked;
    }

    /** @param checked the classes to be checked, by internal name */
    static Libraries forVersion(String version, Map<String, byte[]> checked) {
        return new Libraries(new URLClassLoader(jars(version), null), checked);
    }

    /** The two JARs of one version of Keycloak. */
    static URL[] jars(String version) {
        Path folder = Path.of(System.getProperty("linked.libraries"));
        return VERSIONED.stream()
                .map(artifact -> folder.resolve(artifact + "-" + version + ".jar"))
                .map(Libraries::url)
                .toArray(URL[]::new);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<ClassFile> find(String name) {
        return read.computeIfAbsent(name, this::load);
    }

    private Optional<ClassFile> load(String name) {
        byte[] bytes = checked.get(name);
        return bytes == null ? resource(name).map(Libraries::classFile) : Optional.of(ClassFile.read(bytes));
    }

    private Optional<URL> resource(String name) {
        String file = name + ".class";
        return Optional.ofNullable(versioned.findResource(file))
                .or(() -> Optional.ofNullable(ClassLoader.getSystemResource(file))
                        .filter(url -> VERSIONED.stream()
                                .noneMatch(artifact -> url.getPath().contains("/" + artifact + "-"))));
    }

    /** Whether the class is one of the two JARs'. */
    boolean isVersioned(String name) {
        return versioned.findResource(name + ".class") != null;
    }

    private static ClassFile classFile(URL url) {
        try (InputStream in = url.openStream()) {
            return ClassFile.read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class itself, its superclasses, then all their interfaces; those that cannot be found are left out. */
    Stream<ClassFile> hierarchy(String name) {
        Map<String, ClassFile> found = new LinkedHashMap<>();
        for (Optional<ClassFile> type = find(name);
                type.isPresent();
                type = type.map(ClassFile::superName).flatMap(this::find)) {
            found.put(type.get().name(), type.get());
        }
        List.copyOf(found.values()).forEach(type -> addInterfaces(type, found));
        return found.values().stream();
    }

    private void addInterfaces(ClassFile type, Map<String, ClassFile> found) {
        type.interfaces().stream().map(this::find).flatMap(Optional::stream).forEach(one -> {
            found.putIfAbsent(one.name(), one);
            addInterfaces(one, found);
        });
    }

    /** The class or interface that declares a member, if the reference to it resolves. */
    Optional<ClassFile> declaring(String owner, String key, Predicate<Integer> access) {
        return hierarchy(owner)
                .filter(type -> type.members().containsKey(key)
                        && access.test(type.members().get(key)))
                .findFirst();
    }

    boolean isSubclass(String name, String ancestor) {
        return hierarchy(name).anyMatch(type -> type.name().equals(ancestor));
    }

    /** Whether a class has code for a method that it must have. */
    boolean implementsMethod(String name, String key) {
        return declaring(name, key, access -> !ClassFile.has(access, Opcodes.ACC_ABSTRACT))
                .isPresent();
    }
}
