package dev.hearth.gateway.admin;

import dev.hearth.gateway.Problem;
import java.util.List;
import java.util.Optional;

/** What profiles deployed models and knows their profiles. Called on the event loop. */
public interface Profiles {
  /**
   * Profiles the version of a model that gets the most requests; one model at a time.
   *
   * @throws Problem if that is refused; then {@code listener} hears nothing
   */
  void profile(String name, ProfileRequest request, Listener listener);

  /**
   * The profile in force.
   *
   * @throws Problem with status 404 if there is no such model, or nothing is known of it
   */
  ProfileStatus find(String name);

  /**
   * The latency of one configuration, measured or between those that were.
   *
   * @param cpuMillis CPU of the instance, in thousandths of a core
   * @throws Problem with status 404 if it lies outside of what is known
   */
  ProfileStatus.PointStatus at(String name, int cpuMillis, int rows);

  /**
   * Takes a profile that was made elsewhere, as lines of {@link dev.hearth.kernel.ProfileTable}.
   *
   * @throws Problem if it is refused; then {@code listener} hears nothing
   */
  void put(String name, List<String> table, Listener listener);

  /**
   * Forgets the profile of a model.
   *
   * @throws Problem with status 404 if there is none
   */
  void remove(String name, Listener listener);

  /** All profiles of this machine, as lines of {@link dev.hearth.kernel.ProfileTable}. */
  List<String> table();

  /** Hears how profiling goes: any number of points, then one end. */
  interface Listener {
    /**
     * So many of the steps are done.
     *
     * @param last what the last one found, if it was a point
     */
    void progressed(int done, int total, Optional<ProfileStatus.PointStatus> last);

    void profiled(Optional<ProfileStatus> profile);

    void failed(Problem problem);
  }
}
