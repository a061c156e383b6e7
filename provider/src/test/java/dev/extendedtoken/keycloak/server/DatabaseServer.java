package dev.extendedtoken.keycloak.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** A database for the Keycloaks of a {@link Cluster}, as a process of this machine; it may die and come back. */
public interface DatabaseServer extends AutoCloseable {

    /** What Keycloak calls it in its option {@code db}. */
    String vendor();

    /** @param node from 1; nodes may differ in how they connect */
    String jdbcUrl(int node);

    String user();

    String password();

    /** As {@code kill -9}: running transactions are lost. */
    void kill();

    /** Starts it again, with what it had. */
    void restart();

    /** As {@code kill -STOP} of all its processes: connections stay, and nothing is answered. */
    void freeze();

    /** As {@code kill -CONT}, after {@link #freeze}. */
    void resume();

    /** Ends it in its own way: transactions that run are rolled back. {@link #restart} starts it again. */
    void stop();

    /** How many transactions wait for a lock, or have begun and do nothing. */
    int waitingTransactions();

    /** Ends all connections but one's own. */
    void killConnections();

    /** Returns when all that is committed would outlive {@link #kill}. */
    void settle();

    @Override
    void close();

    /** A connection of one's own. */
    default Connection connect() {
        try {
            return DriverManager.getConnection(jdbcUrl(1), user(), password());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs statements, one after the other on one connection. */
    default void execute(List<String> statements) {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
