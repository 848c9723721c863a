package dev.hearth.kernel;

/**
 * One deployed version of a function, as far as decisions need to know it.
 *
 * @param function handle, small and dense, given by whoever deploys; the same on every node
 * @param name what people call it; used in messages only
 * @param configuration what an instance gets unless a policy asks for another
 * @param scale how few and how many instances its pool may have
 * @param objective the latency to plan for
 * @param maxQueue invocations that may wait; one more is rejected
 * @param idempotent whether an invocation may run again after its instance was lost
 * @param policies the policies of its pool
 * @param profile what is known of how long its runs take
 * @param artifact names what its instances hold; functions of the same one can serve each other
 * @param assists the function whose runs its instances speed up by doing a part of them, or {@link
 *     #NOTHING}; then nothing is submitted to it, and its profile says how long runs of that
 *     function take with its help
 */
public record Revision(
    int function,
    String name,
    Configuration configuration,
    Scale scale,
    Objective objective,
    int maxQueue,
    boolean idempotent,
    PolicyChoice policies,
    Profile profile,
    String artifact,
    int assists) {
  /** In {@link #assists}: it serves invocations of its own. */
  public static final int NOTHING = -1;

  private static final String UNNAMED = "";

  public Revision {
    if (function < 0) {
      throw new IllegalArgumentException("function handle must not be negative: " + function);
    }
    if (maxQueue < 1) {
      throw new IllegalArgumentException("maxQueue must be at least 1, not " + maxQueue);
    }
  }

  /** A revision of whose runs nothing is known. */
  public Revision(
      int function,
      String name,
      Configuration configuration,
      Scale scale,
      Objective objective,
      int maxQueue,
      boolean idempotent,
      PolicyChoice policies) {
    this(
        function,
        name,
        configuration,
        scale,
        objective,
        maxQueue,
        idempotent,
        policies,
        Profile.NONE,
        UNNAMED,
        NOTHING);
  }

  /** A revision that serves invocations of its own. */
  public Revision(
      int function,
      String name,
      Configuration configuration,
      Scale scale,
      Objective objective,
      int maxQueue,
      boolean idempotent,
      PolicyChoice policies,
      Profile profile,
      String artifact) {
    this(
        function,
        name,
        configuration,
        scale,
        objective,
        maxQueue,
        idempotent,
        policies,
        profile,
        artifact,
        NOTHING);
  }

  /** This revision with other instances. */
  public Revision withConfiguration(Configuration other) {
    return new Revision(
        function,
        name,
        other,
        scale,
        objective,
        maxQueue,
        idempotent,
        policies,
        profile,
        artifact,
        assists);
  }

  /** This revision with fewer or more instances. */
  public Revision withScale(Scale other) {
    return new Revision(
        function,
        name,
        configuration,
        other,
        objective,
        maxQueue,
        idempotent,
        policies,
        profile,
        artifact,
        assists);
  }

  /** This revision under another handle, among other handles: it assists nobody there. */
  public Revision withFunction(int other) {
    return new Revision(
        other,
        name,
        configuration,
        scale,
        objective,
        maxQueue,
        idempotent,
        policies,
        profile,
        artifact);
  }

  /** This revision under other policies. */
  public Revision withPolicies(PolicyChoice other) {
    return new Revision(
        function,
        name,
        configuration,
        scale,
        objective,
        maxQueue,
        idempotent,
        other,
        profile,
        artifact);
  }

  /** This revision with other knowledge of its runs. */
  public Revision withProfile(Profile other) {
    return new Revision(
        function,
        name,
        configuration,
        scale,
        objective,
        maxQueue,
        idempotent,
        policies,
        other,
        artifact,
        assists);
  }

  /** This revision with instances that hold something else. */
  public Revision withArtifact(String other) {
    return new Revision(
        function,
        name,
        configuration,
        scale,
        objective,
        maxQueue,
        idempotent,
        policies,
        profile,
        other,
        assists);
  }

  /** This revision as help for another function. */
  public Revision assisting(int other) {
    return new Revision(
        function,
        name,
        configuration,
        scale,
        objective,
        maxQueue,
        idempotent,
        policies,
        profile,
        artifact,
        other);
  }
}
