package dev.extendedtoken.keycloak.endpoint.backchannel;

/** A client has sent a body that its policies do not permit it to send. The request is answered as if it had none. */
public final class BodyNotPermittedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BodyNotPermittedException() {
        super("the client's policies do not permit this body", null, false, false);
    }
}
