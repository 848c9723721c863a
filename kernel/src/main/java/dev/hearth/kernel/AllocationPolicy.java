package dev.hearth.kernel;

/** Decides what a run may use when it starts; later changes come as {@link Proposal.Regrant}. */
public interface AllocationPolicy extends Policy {
  Grant grant(long now, RunView run, View view);
}
