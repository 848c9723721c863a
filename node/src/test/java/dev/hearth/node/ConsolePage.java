package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The console in a browser. What the browser complains about meanwhile fails the test. */
final class ConsolePage implements AutoCloseable {
  /** Where the pictures of the documentation go, if they are asked for. */
  private static final boolean SHOTS = Boolean.getBoolean("hearth.screenshots");

  private static final Path IMAGES = Path.of("..", "docs", "images");

  /** A refused or failed request is told so by the browser, and tests of errors want some. */
  private static final String REFUSED = "Failed to load resource";

  private final BrowserContext context;
  private final URI node;
  private final List<String> complaints = new ArrayList<>();
  private boolean tolerant;
  final Page page;

  ConsolePage(BrowserContext context, URI node) {
    this.context = context;
    this.node = node;
    page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          boolean bad = message.type().equals("error") || message.type().equals("warning");
          if (bad && !message.text().startsWith(REFUSED)) {
            complaints.add(message.text());
          }
        });
  }

  /** For tests of what the browser itself prevents: it complains then, as it should. */
  ConsolePage tolerant() {
    tolerant = true;
    return this;
  }

  /** Opens a view by what stands behind the address's number sign. */
  ConsolePage open(String view) {
    page.navigate(node.resolve("/console/") + "#/" + view);
    return this;
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator heading(String name) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
  }

  Locator tab(String name) {
    return page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator field(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  void press(String key) {
    page.keyboard().press(key);
  }

  /** Names, contrast, landmarks, sizes and the like, by rules that the test resources hold. */
  void isAccessible(String view) throws IOException {
    try (InputStream in = ConsolePage.class.getResourceAsStream("accessibility.js")) {
      String rules = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String function = rules.substring(rules.indexOf("() =>"));
      assertThat((List<?>) page.evaluate(function)).as("accessibility of " + view).isEmpty();
    }
  }

  /** A picture for the documentation. */
  void shot(String name) {
    if (SHOTS) {
      page.screenshot(
          new Page.ScreenshotOptions().setPath(IMAGES.resolve("console-" + name + ".png")));
    }
  }

  static boolean shots() {
    return SHOTS;
  }

  @Override
  public void close() {
    context.close();
    if (!tolerant) {
      assertThat(complaints).as("what the browser complained about").isEmpty();
    }
  }
}
