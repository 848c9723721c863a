package dev.hearth.node;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every view in light and dark, on a desk and on a phone, by keyboard alone. */
class ConsoleLooksIT {
  private static final Map<String, String> VIEWS =
      Map.ofEntries(
          Map.entry("overview", ""),
          Map.entry("timeline", "timeline"),
          Map.entry("decisions", "decisions"),
          Map.entry("reports", "reports"),
          Map.entry("deploy", "deploy"),
          Map.entry("model", "d/model/sum"),
          Map.entry("try", "d/model/sum/try"),
          Map.entry("traffic", "d/model/sum/traffic"),
          Map.entry("invocations", "d/model/sum/invocations"),
          Map.entry("logs", "d/model/sum/logs"),
          Map.entry("about", "d/model/sum/about"),
          Map.entry("nothing there", "d/model/none"));

  @TempDir static Path data;
  private static Chromium chromium;
  private static TestNode node;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.start();
    node = TestNode.start(data);
    assertThat(node.deploySum("").statusCode()).isEqualTo(200);
    assertThat(node.deploySum("traffic: 20%\n").statusCode()).isEqualTo(200);
    for (int i = 0; i < 20; i++) {
      assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
    }
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
      node.close();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void everyViewIsAccessibleOnADeskAndOnAPhone(ColorScheme scheme) throws IOException {
    for (List<Integer> size : List.of(List.of(1440, 900), List.of(1024, 768), List.of(375, 812))) {
      try (ConsolePage console = chromium.page(node.uri(), size.get(0), size.get(1), scheme)) {
        for (var view : VIEWS.entrySet()) {
          console.open(view.getValue());
          assertThat(console.find("main h1, main h2").first()).isVisible();
          console.isAccessible("%s, %s, %s".formatted(view.getKey(), scheme, size));
        }
      }
    }
  }

  @Test
  void lightAndDarkAreChosenByTheSystemThenByThePersonAndKept() {
    try (ConsolePage console =
        chromium.page(node.uri(), 1440, 900, ColorScheme.DARK).open("overview")) {
      String dark = ground(console);
      console.press("l");
      assertThat(console.find("html")).hasAttribute("data-theme", "light");
      assertThat(ground(console)).isNotEqualTo(dark);
      console.page.reload();
      assertThat(console.find("html")).hasAttribute("data-theme", "light");
    }
  }

  private static String ground(ConsolePage console) {
    return (String) console.page.evaluate("getComputedStyle(document.body).backgroundColor");
  }

  @Test
  void aModelIsDeployedAskedAndLookedAtWithoutAMouse() throws IOException {
    try (ConsolePage console = chromium.desk(node.uri()).open("")) {
      assertThat(console.find("#grid")).isVisible();
      console.press("Tab");
      assertThat(console.find(".skip")).isFocused();
      console.press("Enter");
      assertThat(console.find("#main")).isFocused();

      console.press("?");
      assertThat(console.find("#help")).isVisible();
      console.isAccessible("help");
      console.press("Escape");
      assertThat(console.find("#help")).isHidden();

      console.press("d");
      tabTo(console, "textarea");
      console.press("Control+A");
      console
          .page
          .keyboard()
          .insertText("kind: Model\nname: typed\nfrom: file:" + data.resolve("sum.onnx") + "\n");
      console.press("Control+Enter");
      assertThat(console.find(".outcome h2")).hasText("Deployed");
      tabTo(console, ".outcome a");
      console.press("Enter");
      assertThat(console.find("h1")).containsText("typed");
      assertThat(console.field("Body of the request")).isVisible();

      tabTo(console, "textarea");
      console.press("Control+A");
      console.page.keyboard().insertText(TestNode.SUM);
      console.press("Control+Enter");
      assertThat(console.find(".reply h3").first()).containsText("sum");

      tabTo(console, "[role=tab][aria-selected=true]");
      console.press("ArrowLeft");
      assertThat(console.tab("Now")).isFocused();
      assertThat(console.tab("Now")).hasAttribute("aria-selected", "true");
      tabTo(console, ".lanes");
      console.press("Space");
      assertThat(console.button("Go on")).isVisible();

      console.press("o");
      console.press("/");
      assertThat(console.find("input[type=search]")).isFocused();
      console.page.keyboard().insertText("typed");
      assertThat(console.find("#grid .line")).hasCount(1);
      console.press("Enter");
      assertThat(console.find("#grid")).isFocused();
      console.press("Enter");
      assertThat(console.find("h1")).containsText("typed");
    }
  }

  /** Presses Tab until what is meant has the focus; a page that keeps it out of reach fails. */
  private static void tabTo(ConsolePage console, String selector) {
    assertThat(console.find(selector).first()).isVisible();
    for (int i = 0; i < 60; i++) {
      console.press("Tab");
      Object there = console.page.evaluate("s => document.activeElement.matches(s)", selector);
      if (Boolean.TRUE.equals(there)) {
        return;
      }
    }
    throw new AssertionError("60 presses of Tab do not reach " + selector);
  }
}
