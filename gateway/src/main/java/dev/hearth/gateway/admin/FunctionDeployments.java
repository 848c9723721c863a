package dev.hearth.gateway.admin;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.security.Caller;
import java.util.List;
import java.util.Optional;

/** What deploys, lists and removes functions. Called on the event loop, and replies there. */
public interface FunctionDeployments {
  /** The functions in the order of their names. */
  List<FunctionStatus> list();

  Optional<FunctionStatus> find(String name);

  /**
   * Makes a function callable, or changes the one of that name.
   *
   * @throws Problem if the manifest is refused; then {@code listener} hears nothing
   */
  void deploy(String name, String manifest, Listener listener);

  /**
   * Whether a caller may ask for what a manifest says, beyond that it may deploy.
   *
   * @throws Problem with status 403 if not, or as {@link #deploy} does
   */
  void permit(Caller caller, String name, String manifest);

  /**
   * Withdraws a function with all its versions.
   *
   * @throws Problem with status 404 if there is none of that name
   */
  void remove(String name, Deployments.RemovalListener listener);

  /** Hears how a deployment goes: any number of progresses, then one end. */
  interface Listener {
    /**
     * So much of the function's code has come.
     *
     * @param bytesTotal bytes to expect, or -1 if unknown
     */
    void progressed(long bytesDone, long bytesTotal);

    void deployed(FunctionStatus function);

    void failed(Problem problem);
  }
}
