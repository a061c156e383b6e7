package dev.extendedtoken.keycloak.linkage;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Runs code of the tests with keycloak-core and keycloak-common of the next version, and all else as it is. */
public final class NextVersion implements AutoCloseable {

    private final URLClassLoader loader;

    public NextVersion() throws MalformedURLException {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classPath.add(new File(entry).toURI().toURL());
        }
        loader = new URLClassLoader(
                Stream.concat(
                                Arrays.stream(Libraries.jars(System.getProperty("keycloak.next.version"))),
                                classPath.stream())
                        .toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader());
    }

    /** Calls a static method; what goes in and comes out are classes of the JDK. */
    public Object call(Class<?> type, String method, Object... arguments) throws ReflectiveOperationException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Method found = Arrays.stream(loader.loadClass(type.getName()).getDeclaredMethods())
                    .filter(one -> one.getName().equals(method))
                    .findFirst()
                    .orElseThrow();
            found.setAccessible(true);
            return found.invoke(null, arguments);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
