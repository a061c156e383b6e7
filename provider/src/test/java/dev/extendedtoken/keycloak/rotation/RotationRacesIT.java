package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.PartnerProvider;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A revocation and a refresh at the same moment: afterwards no token of the session is valid. {@code
 * -Drotation.rounds=200} runs more rounds.
 */
@Tag("modes")
@KeycloakTest
class RotationRacesIT {

    private static final int ROUNDS = Integer.getInteger("rotation.rounds", 60);

    @InjectRealm
    private static RotationRealm realm;

    private static RotationClient client;

    @AutoClose
    private static PartnerProvider partner = PartnerProvider.start();

    private static BrokeredLogin broker;

    /** What ends the session of a token. */
    enum End {
        REVOCATION {
            @Override
            void run(int round, Tokens tokens) {
                client.revoke(tokens.refresh()).expect(200);
            }
        },
        LOGOUT {
            @Override
            void run(int round, Tokens tokens) {
                client.logout(tokens.refresh()).expect(204);
            }
        },
        BACKCHANNEL_LOGOUT {
            @Override
            Tokens begin(int round) {
                return client.exchange(broker.code("app", "session-" + round));
            }

            @Override
            void run(int round, Tokens tokens) {
                broker.logOut("session-" + round).expect(200);
            }
        },
        ADMINISTRATOR_ENDS_THE_SESSION {
            @Override
            void run(int round, Tokens tokens) {
                realm.realm()
                        .admin()
                        .delete(path("/sessions/" + tokens.sessionId() + "?isOffline=" + isOffline(tokens)))
                        .expect(204);
            }
        },
        ADMINISTRATOR_SIGNS_THE_USER_OUT {
            @Override
            void run(int round, Tokens tokens) {
                realm.realm()
                        .admin()
                        .post(path("/users/" + subject(tokens) + "/logout"), Map.of())
                        .expect(204);
            }

            /** Users of its own: the not-before that they get refuses what another round begins in the same second. */
            @Override
            String user(int round) {
                return "signed-out-" + round;
            }

            /** Offline sessions get a not-before, see below. */
            @Override
            boolean reachesAccessTokens(Tokens tokens) {
                return !isOffline(tokens);
            }
        },
        USER_DISABLED {
            @Override
            void run(int round, Tokens tokens) {
                realm.realm()
                        .admin()
                        .put(path("/users/" + subject(tokens)), Map.of("enabled", false))
                        .expect(204);
            }

            @Override
            void undo(Tokens tokens) {
                realm.realm()
                        .admin()
                        .put(path("/users/" + subject(tokens)), Map.of("enabled", true))
                        .expect(204);
            }
        },
        NOT_BEFORE {
            @Override
            void run(int round, Tokens tokens) {
                realm.change(Map.of("notBefore", Instant.now().getEpochSecond()));
            }

            @Override
            void undo(Tokens tokens) {
                realm.change(Map.of("notBefore", 0));
            }

            /** Keycloak's own checks of access tokens let those of the very second pass. */
            @Override
            boolean reachesAccessTokens(Tokens tokens) {
                return false;
            }
        };

        /** Every fourth session is an offline one. */
        Tokens begin(int round) {
            return client.login(user(round), round % 4 == 3 ? "openid offline_access" : "openid");
        }

        String user(int round) {
            return "user-" + round;
        }

        abstract void run(int round, Tokens tokens);

        void undo(Tokens tokens) {}

        boolean reachesAccessTokens(Tokens tokens) {
            return true;
        }
    }

    static RealmFile realmFile() {
        RealmFile file = RotationRealm.file("rotation-races").with("eventsEnabled", false);
        file.with("identityProviders", List.of(partner.asIdentityProvider()));
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        RotationRealm.client(file, "app", "long");
        for (int round = 0; round < ROUNDS; round++) {
            RotationRealm.user(file, End.REVOCATION.user(round));
            RotationRealm.user(file, End.ADMINISTRATOR_SIGNS_THE_USER_OUT.user(round));
        }
        return file;
    }

    @BeforeAll
    static void prepare() {
        client = realm.client("app");
        broker = new BrokeredLogin(realm.realm(), partner);
        broker.link(realm.userId());
    }

    private static String path(String below) {
        return "/" + realm.realm().name() + below;
    }

    @ParameterizedTest
    @EnumSource
    void noTokenSurvivesAConcurrentRevocation(End end) {
        List<String> survivors = new ArrayList<>();
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Tokens first = end.begin(round);
                Tokens shown = round % 2 == 0 ? first : client.rotate(first.refresh());
                Answer refreshed = race(pool, end, shown, round);
                outcomes.merge(Outcome.from(refreshed), 1, Integer::sum);
                survivors.addAll(survivors(round, end, shown, refreshed));
                end.undo(shown);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(survivors).as("of %s", outcomes).isEmpty();
        assertThat(outcomes.getOrDefault(Outcome.OTHER, 0)).isZero();
    }

    private enum Outcome {
        REFRESHED,
        REFUSED,
        OTHER;

        static Outcome from(Answer answer) {
            return answer.status() == 200 ? REFRESHED : answer.status() == 400 ? REFUSED : OTHER;
        }
    }

    /** The two start at the same time, give or take a little that is different each time. */
    private static Answer race(ExecutorService pool, End end, Tokens shown, int round) {
        try {
            Future<Answer> refresh = pool.submit(() -> {
                spin(round % 20 * 200_000L);
                return client.refresh(shown.refresh());
            });
            Future<?> ending = pool.submit(() -> {
                spin(round / 20 * 200_000L);
                end.run(round, shown);
            });
            ending.get();
            return refresh.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static List<String> survivors(int round, End end, Tokens shown, Answer refreshed) {
        List<String> survivors = new ArrayList<>();
        List<Tokens> all = new ArrayList<>(List.of(shown));
        if (refreshed.status() == 200) {
            all.add(Tokens.from(refreshed));
        }
        for (Tokens tokens : all) {
            String whose = "round " + round + (tokens == shown ? " shown" : " successor");
            if (client.isActiveRefreshToken(tokens.refresh())) {
                survivors.add(whose + " refresh token is active");
            }
            if (end.reachesAccessTokens(tokens) && client.isActiveAccessToken(tokens.access())) {
                survivors.add(whose + " access token is active");
            }
            if (end.reachesAccessTokens(tokens)
                    && client.userinfo(tokens.access()).status() == 200) {
                survivors.add(whose + " access token gets userinfo");
            }
            if (client.refresh(tokens.refresh()).status() != 400) {
                survivors.add(whose + " refresh token is good");
            }
        }
        return survivors;
    }

    private static boolean isOffline(Tokens tokens) {
        return "Offline".equals(tokens.refreshClaims().get("typ").textValue());
    }

    private static String subject(Tokens tokens) {
        return tokens.accessClaims().get("sub").textValue();
    }
}
