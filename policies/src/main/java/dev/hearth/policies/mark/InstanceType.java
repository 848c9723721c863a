package dev.hearth.policies.mark;

import dev.hearth.kernel.Resources;
import java.util.ArrayList;
import java.util.List;

/**
 * A kind of virtual machine that can be rented.
 *
 * @param name the class of hardware it is
 * @param resources of one
 * @param hourPrice for one, busy or not
 * @param bootSeconds from the order to its first request
 */
record InstanceType(String name, Resources resources, double hourPrice, double bootSeconds) {
  private static final String FORM = "name/cpuMillis/gpuPercent/MiB/hourPrice/bootSeconds";

  double secondPrice() {
    return hourPrice / 3_600;
  }

  /** What its boot costs, during which it serves nothing. */
  double bootPrice() {
    return bootSeconds * secondPrice();
  }

  /**
   * Reads types separated by spaces; {@code none} is no type.
   *
   * @throws IllegalArgumentException naming the entry that cannot be read
   */
  static List<InstanceType> parse(String text) {
    var types = new ArrayList<InstanceType>();
    if (!text.strip().equals("none")) {
      for (var entry : text.strip().split("\\s+", -1)) {
        types.add(one(entry));
      }
    }
    return List.copyOf(types);
  }

  private static InstanceType one(String entry) {
    var fields = entry.split("/", -1);
    if (fields.length != 6 || fields[0].isEmpty()) {
      throw unreadable(entry, null);
    }
    try {
      var resources =
          new Resources(
              Integer.parseInt(fields[1]),
              Integer.parseInt(fields[2]),
              Long.parseLong(fields[3]) << 20);
      double price = Double.parseDouble(fields[4]);
      double boot = Double.parseDouble(fields[5]);
      if (!(price > 0) || !(boot >= 0)) {
        throw unreadable(entry, null);
      }
      return new InstanceType(fields[0], resources, price, boot);
    } catch (NumberFormatException e) {
      throw unreadable(entry, e);
    }
  }

  private static IllegalArgumentException unreadable(
      String entry, @org.jspecify.annotations.Nullable Exception cause) {
    return new IllegalArgumentException(
        "a type of machine is %s with a price above 0, such as c5.large/2000/0/4096/0.085/150, not '%s'"
            .formatted(FORM, entry),
        cause);
  }
}
