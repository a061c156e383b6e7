package dev.extendedtoken.keycloak.rotation.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What was asked of one family of refresh tokens, at the same time and one after the other, and what came back. It begins
 * with generation 1 as the live token.
 *
 * @param gracePeriod of the policy, in seconds
 * @param keepsFamily whether the policy keeps the family at reuse
 */
public record History(int gracePeriod, boolean keepsFamily, List<Operation> operations) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public History {
        operations = List.copyOf(operations);
    }

    public static History read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), History.class);
    }

    public void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
    }
}
