package dev.hearth.functions;

import java.util.concurrent.CompletionStage;

/**
 * Runs versions of functions: the node, as the rest of this module sees it. Called on the event
 * loop, and answers there.
 */
public interface FunctionRuntime {
  /**
   * Makes a version callable; its instances come when they are needed.
   *
   * @return its handle, once its code is known to be able to run here; fails with {@link
   *     dev.hearth.sandbox.SandboxException}
   */
  CompletionStage<Integer> serve(FunctionVersion version, Concurrency concurrency);

  /** Changes how many instances a version may and shall have. */
  void resize(int handle, Concurrency concurrency);

  /**
   * Takes no more calls of a version; those accepted finish.
   *
   * @return done once nothing of it runs any more, so that its code may go; never fails
   */
  CompletionStage<Void> retire(int handle);

  /** Instances of a version that are ready now. */
  int ready(int handle);

  /**
   * Starts a call.
   *
   * @return what to do when nobody waits for it any more
   */
  Runnable invoke(int handle, Invoke call, InvokeReply reply);
}
