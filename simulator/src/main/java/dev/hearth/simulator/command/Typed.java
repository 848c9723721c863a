package dev.hearth.simulator.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A command as it would be typed again. */
final class Typed {
  private Typed() {}

  /**
   * The arguments, quoted for a shell where they must be, without some options that take a value.
   */
  static String command(List<String> arguments, List<String> without) {
    var kept = new ArrayList<String>();
    for (int i = 0; i < arguments.size(); i++) {
      var argument = arguments.get(i);
      if (without.contains(argument)) {
        i++;
      } else if (without.stream().noneMatch(option -> argument.startsWith(option + "="))) {
        kept.add(argument);
      }
    }
    return "hearth " + kept.stream().map(Typed::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String argument) {
    return argument.matches("[A-Za-z0-9_@%+=:,./-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
