package dev.extendedtoken.keycloak.linkage;

/**
 * A reference to a field or a method.
 *
 * @param owner the internal name of the class that the reference names; a superclass may declare the member
 * @param descriptor of a method begins with a bracket
 */
record Member(String owner, String name, String descriptor, boolean isStatic, boolean ofInterface) {

    String key() {
        return key(name, descriptor);
    }

    static String key(String name, String descriptor) {
        return name + (descriptor.startsWith("(") ? descriptor : ":" + descriptor);
    }

    boolean isMethod() {
        return descriptor.startsWith("(");
    }

    @Override
    public String toString() {
        return owner + "." + key();
    }
}
