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

  /** Whether the queue's policy hears how runs end, so that its waits may change with each. */
  final boolean queueLearns;

  final ScalingPolicy scaling;
  final PlacementPolicy placement;
  final WarmthPolicy warmth;
  final AllocationPolicy allocation;
  final List<Seat> seats;
  private final Map<Role, Seat> holders;
  private final int interests;

  Cabinet(Map<Role, Seat> holders, List<Seat> seats) {
    this.holders = holders;
    admission = (AdmissionPolicy) holder(Role.ADMISSION);
    routing = (RoutingPolicy) holder(Role.ROUTING);
    queue = (QueuePolicy) holder(Role.QUEUE);
    queueHoldsBack = queue.holdsBack();
    queueLearns = queue.interests().contains(Event.Kind.ENDED);
    scaling = (ScalingPolicy) holder(Role.SCALING);
    placement = (PlacementPolicy) holder(Role.PLACEMENT);
    warmth = (WarmthPolicy) holder(Role.WARMTH);
    allocation = (AllocationPolicy) holder(Role.ALLOCATION);
    this.seats = List.copyOf(seats);
    int bits = 0;
    for (var seat : seats) {
      for (var kind : seat.interests) {
        bits |= kind.bit;
      }
    }
    interests = bits;
  }

  Appointment appointed(Role role) {
    var seat = Objects.requireNonNull(holders.get(role));
    return new Appointment(seat.suite, seat.policy);
  }

  private Policy holder(Role role) {
    return appointed(role).policy();
  }

  boolean wants(Event.Kind kind) {
    return (interests & kind.bit) != 0;
  }
}
