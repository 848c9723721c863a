package dev.hearth.cli;

/** What is known of the terminal. */
public final class Terminal {
  private Terminal() {}

  /** Whether a person sees what is printed as it is printed. */
  @SuppressWarnings("SystemConsoleNull") // its contract still allows null
  public static boolean present() {
    var console = System.console();
    return console != null && console.isTerminal();
  }
}
