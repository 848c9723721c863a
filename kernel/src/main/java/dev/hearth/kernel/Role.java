package dev.hearth.kernel;

/** The questions a policy can own. One owner for each scope and role. */
public enum Role {
  ADMISSION(AdmissionPolicy.class),
  ROUTING(RoutingPolicy.class),
  QUEUE(QueuePolicy.class),
  SCALING(ScalingPolicy.class),
  PLACEMENT(PlacementPolicy.class),
  WARMTH(WarmthPolicy.class),
  ALLOCATION(AllocationPolicy.class);

  private final Class<? extends Policy> contract;

  Role(Class<? extends Policy> contract) {
    this.contract = contract;
  }

  /** The interface a policy implements to fill this role. */
  public Class<? extends Policy> contract() {
    return contract;
  }
}
