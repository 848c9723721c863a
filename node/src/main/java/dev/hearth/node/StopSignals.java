package dev.hearth.node;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ctrl-C and SIGTERM, the first and any further one, before the virtual machine hears of them. */
final class StopSignals {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);

  private StopSignals() {}

  /**
   * Listens from now on. Where the virtual machine offers no signals, it stops as it always does.
   *
   * @param first on the first signal, on a thread of its own
   * @param again on each further one, with the signal's number
   */
  static void listen(Runnable first, IntConsumer again) {
    var stopping = new AtomicBoolean();
    IntConsumer handler =
        number -> {
          if (stopping.compareAndSet(false, true)) {
            first.run();
          } else {
            again.accept(number);
          }
        };
    for (String name : new String[] {"INT", "TERM"}) {
      try {
        handle(name, handler);
      } catch (ReflectiveOperationException | IllegalArgumentException e) {
        LOG.debug("the signal {} is left to the virtual machine", name, e);
      }
    }
  }

  /** The only interface to signals is one the compiler warns of whatever is suppressed. */
  private static void handle(String name, IntConsumer handler) throws ReflectiveOperationException {
    Class<?> signals = Class.forName("sun.misc.Signal");
    Class<?> handlers = Class.forName("sun.misc.SignalHandler");
    Object signal = signals.getConstructor(String.class).newInstance(name);
    int number = (Integer) signals.getMethod("getNumber").invoke(signal);
    Object proxy =
        Proxy.newProxyInstance(
            StopSignals.class.getClassLoader(),
            new Class<?>[] {handlers},
            (_, _, _) -> {
              handler.accept(number);
              return null;
            });
    signals.getMethod("handle", signals, handlers).invoke(null, signal, proxy);
  }
}
