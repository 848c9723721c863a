package dev.hearth.node;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's Chromium. A test that needs it is skipped where there is none, and says so. */
final class Chromium implements AutoCloseable {
  private static final Path EXECUTABLE = Path.of("/usr/bin/chromium");
  private static final List<String> OPTIONS =
      List.of(
          "--no-sandbox",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-default-apps",
          "--disable-sync",
          "--no-first-run",
          "--no-proxy-server");

  /** What a page may take on a busy machine. Nothing waits that long unless it fails. */
  static final double LIMIT_MS = 60_000;

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static Chromium start() {
    assumeTrue(
        Files.isExecutable(EXECUTABLE),
        "needs %s (Debian: apt-get install chromium)".formatted(EXECUTABLE));
    PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MS);
    var playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    var options = new LaunchOptions().setExecutablePath(EXECUTABLE).setArgs(OPTIONS);
    return new Chromium(playwright, playwright.chromium().launch(options));
  }

  /** A page of a fresh profile, as wide as a desk's screen. */
  ConsolePage desk(URI node) {
    return page(node, 1440, 900, ColorScheme.LIGHT);
  }

  ConsolePage page(URI node, int width, int height, ColorScheme scheme) {
    var options =
        new Browser.NewContextOptions()
            .setViewportSize(width, height)
            .setColorScheme(scheme)
            .setPermissions(List.of("clipboard-read", "clipboard-write"));
    var context = browser.newContext(options);
    context.setDefaultTimeout(LIMIT_MS);
    return new ConsolePage(context, node);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
