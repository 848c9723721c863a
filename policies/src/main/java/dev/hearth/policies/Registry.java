package dev.hearth.policies;

import dev.hearth.kernel.Planner;
import dev.hearth.kernel.Policy;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.Suites;
import dev.hearth.policies.admission.Accept;
import dev.hearth.policies.admission.WaitEstimate;
import dev.hearth.policies.allocation.Whole;
import dev.hearth.policies.asyfunc.AsyFunc;
import dev.hearth.policies.batch.Batch;
import dev.hearth.policies.batch.BatchPlanner;
import dev.hearth.policies.faascache.FaasCache;
import dev.hearth.policies.harmonybatch.HarmonyBatch;
import dev.hearth.policies.harmonybatch.HarmonyPlanner;
import dev.hearth.policies.histogram.HybridHistogram;
import dev.hearth.policies.histogram.Lsth;
import dev.hearth.policies.icebreaker.IceBreaker;
import dev.hearth.policies.infless.Infless;
import dev.hearth.policies.mark.MArk;
import dev.hearth.policies.mark.MArkPlanner;
import dev.hearth.policies.parameter.Nearest;
import dev.hearth.policies.placement.Local;
import dev.hearth.policies.platform.AwsLambda;
import dev.hearth.policies.platform.AzureFunctions;
import dev.hearth.policies.platform.Fission;
import dev.hearth.policies.platform.OpenWhisk;
import dev.hearth.policies.queue.DeadlineAware;
import dev.hearth.policies.queue.Edf;
import dev.hearth.policies.queue.Fifo;
import dev.hearth.policies.routing.ToPool;
import dev.hearth.policies.scaling.FixedSize;
import dev.hearth.policies.scaling.Kpa;
import dev.hearth.policies.scaling.QueueLength;
import dev.hearth.policies.scheduling.Atoll;
import dev.hearth.policies.scheduling.Cypress;
import dev.hearth.policies.scheduling.Fifer;
import dev.hearth.policies.scheduling.Libra;
import dev.hearth.policies.scheduling.ManagedConcurrency;
import dev.hearth.policies.scheduling.Sfs;
import dev.hearth.policies.uniform.Uniform;
import dev.hearth.policies.warmth.Aquatope;
import dev.hearth.policies.warmth.Fixed;
import dev.hearth.policies.warmth.InstaInfer;
import dev.hearth.policies.warmth.Lru;
import dev.hearth.policies.warmth.NoCache;
import dev.hearth.policies.warmth.Pagurus;
import dev.hearth.policies.warmth.Vahidinia;
import dev.hearth.policies.workflow.DayDream;
import dev.hearth.policies.workflow.Kraken;
import dev.hearth.policies.workflow.Orion;
import dev.hearth.policies.workflow.Xanadu;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * All policies Hearth knows. To add one: its class, its line in {@link #ALL}, its test and its row
 * in the documentation.
 */
public final class Registry implements Suites {
  private static final List<Suite> ALL =
      List.of(
          Accept.SUITE,
          WaitEstimate.SUITE,
          ToPool.SUITE,
          Fifo.SUITE,
          Edf.SUITE,
          DeadlineAware.SUITE,
          QueueLength.SUITE,
          FixedSize.SUITE,
          Kpa.SUITE,
          Local.SUITE,
          Fixed.SUITE,
          NoCache.SUITE,
          Lru.SUITE,
          FaasCache.SUITE,
          HybridHistogram.SUITE,
          Lsth.SUITE,
          IceBreaker.SUITE,
          Whole.SUITE,
          Infless.SUITE,
          AsyFunc.SUITE,
          Batch.SUITE,
          MArk.SUITE,
          Uniform.SUITE,
          Uniform.ONE_REQUEST,
          HarmonyBatch.SUITE,
          InstaInfer.SUITE,
          Pagurus.SUITE,
          Fission.SUITE,
          OpenWhisk.SUITE,
          AwsLambda.SUITE,
          AzureFunctions.SUITE,
          Libra.SUITE,
          Sfs.SUITE,
          Fifer.SUITE,
          Cypress.SUITE,
          ManagedConcurrency.SUITE,
          Vahidinia.SUITE,
          Aquatope.SUITE,
          Atoll.SUITE,
          Xanadu.SUITE,
          Kraken.SUITE,
          Orion.SUITE,
          DayDream.SUITE);

  private static final List<Planner> PLANNERS =
      List.of(new HarmonyPlanner(), new BatchPlanner(), new MArkPlanner());

  private final TreeMap<String, Suite> suites = new TreeMap<>();

  public Registry() {
    this(ALL);
  }

  Registry(List<Suite> all) {
    for (var suite : all) {
      if (suites.put(suite.id(), suite) != null) {
        throw new IllegalArgumentException("two policies are called '" + suite.id() + "'");
      }
    }
  }

  /** Every suite, by id. */
  public List<Suite> all() {
    return List.copyOf(suites.values());
  }

  /** Every planner that a suite may ask; who runs them off the loop picks by id. */
  public List<Planner> planners() {
    return PLANNERS;
  }

  @Override
  public Suite find(String id) {
    var suite = suites.get(id);
    if (suite == null) {
      throw new IllegalArgumentException(
          "there is no policy '%s'; did you mean '%s'?"
              .formatted(id, Nearest.to(id, suites.keySet())));
    }
    return suite;
  }

  @Override
  public PolicyChoice.Named standard(Role role) {
    return new PolicyChoice.Named(fallback(role).id(), Map.of());
  }

  /** What fills a role that nobody chose. */
  private static Suite fallback(Role role) {
    return switch (role) {
      case ADMISSION -> WaitEstimate.SUITE;
      case ROUTING -> ToPool.SUITE;
      case QUEUE -> DeadlineAware.SUITE;
      case SCALING -> Kpa.SUITE;
      case PLACEMENT -> Local.SUITE;
      case WARMTH -> Fixed.SUITE;
      case ALLOCATION -> Whole.SUITE;
    };
  }

  /**
   * The choice in which some suites fill every role they offer and others the one role they are
   * named for.
   *
   * @throws IllegalArgumentException if two different suites would own one role
   */
  public PolicyChoice choose(List<PolicyChoice.Named> whole, Map<Role, PolicyChoice.Named> single) {
    var roles = new EnumMap<Role, PolicyChoice.Named>(Role.class);
    for (var named : whole) {
      for (var role : find(named.suite()).roles().stream().sorted().toList()) {
        claim(roles, role, named);
      }
    }
    new TreeMap<>(single).forEach((role, named) -> claim(roles, role, named));
    return new PolicyChoice(roles);
  }

  private static void claim(
      EnumMap<Role, PolicyChoice.Named> roles, Role role, PolicyChoice.Named named) {
    var owner = roles.putIfAbsent(role, named);
    if (owner != null && !owner.equals(named)) {
      throw new IllegalArgumentException(
          "'%s' and '%s' both want to own %s; name only one of them for it"
              .formatted(owner.suite(), named.suite(), name(role)));
    }
  }

  /**
   * Refuses a choice that could not be carried out: an unknown suite or parameter, a bad value, a
   * role the suite does not fill, a node's suite in a manifest, or one suite with two different
   * sets of parameters, which could not be one object.
   *
   * @param scope {@code POOL} for a manifest's choice, {@code NODE} for a node's
   * @throws IllegalArgumentException saying what to do instead
   */
  public void check(PolicyChoice choice, Suite.Scope scope) {
    choice.roles().forEach((role, named) -> check(role, named, scope));
    create(choice, new Suite.Context(new SplittableRandom(0)));
  }

  private void check(Role role, PolicyChoice.Named named, Suite.Scope scope) {
    var suite = find(named.suite());
    if (!suite.roles().contains(role)) {
      throw new IllegalArgumentException(
          "policy '%s' does not decide %s, only %s"
              .formatted(
                  suite.id(),
                  name(role),
                  suite.roles().stream().sorted().map(Registry::name).toList()));
    }
    if (scope == Suite.Scope.POOL && suite.scope() == Suite.Scope.NODE) {
      throw new IllegalArgumentException(
          "policy '%s' serves a whole node: choose it in the node's configuration, not in a manifest"
              .formatted(suite.id()));
    }
  }

  /**
   * The objects a choice asks for: one for each suite, whatever number of roles it fills.
   *
   * @throws IllegalArgumentException as {@link #check} does
   */
  public Map<Role, Policy> create(PolicyChoice choice, Suite.Context context) {
    var objects = new TreeMap<String, Policy>();
    var roles = new EnumMap<Role, Policy>(Role.class);
    for (var named : distinct(choice)) {
      objects.put(named.suite(), find(named.suite()).factory().create(named.parameters(), context));
    }
    choice.roles().forEach((role, named) -> roles.put(role, offered(role, named, objects)));
    return roles;
  }

  private static Collection<PolicyChoice.Named> distinct(PolicyChoice choice) {
    var bySuite = new TreeMap<String, PolicyChoice.Named>();
    for (var named : choice.roles().values()) {
      var earlier = bySuite.putIfAbsent(named.suite(), named);
      if (earlier != null && !earlier.equals(named)) {
        throw new IllegalArgumentException(
            "policy '%s' is named with %s and with %s: give it the same parameters everywhere"
                .formatted(named.suite(), earlier.parameters(), named.parameters()));
      }
    }
    return bySuite.values();
  }

  private static Policy offered(Role role, PolicyChoice.Named named, Map<String, Policy> objects) {
    var policy = objects.get(named.suite());
    if (policy == null || !role.contract().isInstance(policy)) {
      throw new IllegalArgumentException(
          "policy '%s' does not decide %s".formatted(named.suite(), name(role)));
    }
    return policy;
  }

  private static String name(Role role) {
    return role.name().toLowerCase(java.util.Locale.ROOT);
  }
}
