package dev.hearth.node.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Kind;
import dev.hearth.gateway.security.Role;
import dev.hearth.node.security.SecurityConfig.TenantQuota;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnershipTest {
  private static final Caller US = deployer(Caller.DEFAULT_TENANT);
  private static final Caller ACME = deployer("acme");

  @TempDir Path directory;
  private final List<Things.Thing> there = new ArrayList<>();
  private final List<Things.Thing> referring = new ArrayList<>();
  private AccessStore store;
  private Ownership owners;

  private final Things things =
      new Things() {
        @Override
        public Future<Boolean> exists(Kind kind, String name) {
          return Future.succeededFuture(there.contains(new Thing(kind, name)));
        }

        @Override
        public Future<List<Thing>> referring(Kind kind, String name) {
          return Future.succeededFuture(referring);
        }
      };

  private static Caller deployer(String tenant) {
    return new Caller(tenant + "-ci", tenant, Set.of(Role.DEPLOY));
  }

  @BeforeEach
  void open() {
    store = AccessStore.open(directory.resolve(AccessStore.FILE));
    owners = new Ownership(store, () -> things, OwnershipTest::now, new TenantQuota(1, 1));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Future<Boolean> now(Callable<Boolean> work) {
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  private boolean claims(Caller caller, String function) {
    return owners.claim(caller, Kind.FUNCTION, function).result();
  }

  @Test
  void whatTheDefaultTenantClaimedStaysItsAfterARemovalAndAStart() {
    assertThat(claims(US, "f")).isTrue();
    assertThat(claims(ACME, "f")).isFalse();
    close();
    open();
    assertThat(claims(ACME, "f")).isFalse();
    assertThat(claims(US, "f")).isTrue();
    assertThat(owners.release(Kind.FUNCTION, "f").result()).isTrue();
    assertThat(claims(ACME, "f")).isTrue();
  }

  @Test
  void theDefaultTenantHasAnyNumberOfNames() {
    assertThat(claims(US, "f")).isTrue();
    assertThat(claims(US, "g")).isTrue();
    assertThat(claims(ACME, "h")).isTrue();
    assertThat(owners.claim(ACME, Kind.FUNCTION, "i").cause()).hasMessageContaining("quota");
  }

  @Test
  void whatAnotherTenantsThingRefersToIsNotFree() {
    referring.add(new Things.Thing(Kind.SCHEDULE, "daily"));
    assertThat(claims(ACME, "f")).isFalse();
    assertThat(owners.tenant(Kind.FUNCTION, "f")).isEqualTo(Caller.DEFAULT_TENANT);
  }

  @Test
  void whatOnlyItsOwnThingsReferToIsFreeToATenant() {
    assertThat(owners.claim(ACME, Kind.SCHEDULE, "daily").result()).isTrue();
    referring.add(new Things.Thing(Kind.SCHEDULE, "daily"));
    assertThat(claims(ACME, "f")).isTrue();
  }

  @Test
  void aNameInUseIsNotSetFree() {
    assertThat(claims(US, "f")).isTrue();
    there.add(new Things.Thing(Kind.FUNCTION, "f"));
    assertThat(owners.release(Kind.FUNCTION, "f").cause()).hasMessageContaining("'f' is there");
    there.clear();
    referring.add(new Things.Thing(Kind.SCHEDULE, "daily"));
    assertThat(owners.release(Kind.FUNCTION, "f").cause())
        .hasMessageContaining("the schedule 'daily' refers to the function 'f'");
    assertThat(claims(ACME, "f")).isFalse();
  }
}
