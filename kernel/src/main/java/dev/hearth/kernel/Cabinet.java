package dev.hearth.kernel;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The policies in office for one pool. */
final class Cabinet {
  final AdmissionPolicy admission;
  final RoutingPolicy routing;
  final QueuePolicy queue;
  final boolean queueHoldsBack;
  final ScalingPolicy scaling;
  final PlacementPolicy placement;
  final WarmthPolicy warmth;
  final AllocationPolicy allocation;
  final List<Seat> seats;
  private final int interests;

  Cabinet(Map<Role, Policy> holders, List<Seat> seats) {
    admission = (AdmissionPolicy) Objects.requireNonNull(holders.get(Role.ADMISSION));
    routing = (RoutingPolicy) Objects.requireNonNull(holders.get(Role.ROUTING));
    queue = (QueuePolicy) Objects.requireNonNull(holders.get(Role.QUEUE));
    queueHoldsBack = queue.holdsBack();
    scaling = (ScalingPolicy) Objects.requireNonNull(holders.get(Role.SCALING));
    placement = (PlacementPolicy) Objects.requireNonNull(holders.get(Role.PLACEMENT));
    warmth = (WarmthPolicy) Objects.requireNonNull(holders.get(Role.WARMTH));
    allocation = (AllocationPolicy) Objects.requireNonNull(holders.get(Role.ALLOCATION));
    this.seats = List.copyOf(seats);
    int bits = 0;
    for (var seat : seats) {
      for (var kind : seat.interests) {
        bits |= kind.bit;
      }
    }
    interests = bits;
  }

  boolean wants(Event.Kind kind) {
    return (interests & kind.bit) != 0;
  }
}
