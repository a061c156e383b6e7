package dev.extendedtoken.keycloak.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RevocationEntryTest {

    /** The base64url of a SHA-256, cut to the column's length; entries of earlier releases stay valid. */
    @Test
    void theIdStaysTheSame() {
        assertThat(RevocationEntry.id("api-key", "REVOKED", "realm", "00"))
                .isEqualTo("-svLiS4mR8DXZitiZgDXIo-qgYAfFhfTEC18");
        assertThat(RevocationEntry.id("user-jwt", "realm", "schl\u00fcssel"))
                .isEqualTo("oc4u2nleyJQZxmGVdFTc8yIWEkSNdBE4OUa6");
    }
}
