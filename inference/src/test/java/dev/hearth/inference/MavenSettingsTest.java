package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.eclipse.aether.repository.RemoteRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenSettingsTest {
  @TempDir Path home;
  private final Properties system = new Properties();

  @BeforeEach
  void setHome() {
    system.setProperty("user.home", home.toString());
  }

  @Test
  void withoutSettingsItIsCentralAndTheUsualDirectory() {
    MavenSettings settings = MavenSettings.read(system, Map.of());
    assertThat(settings.localRepository()).isEqualTo(home.resolve(".m2/repository"));
    assertThat(settings.offline()).isFalse();
    assertThat(settings.repositories())
        .extracting(RemoteRepository::getUrl)
        .containsExactly("https://repo.maven.apache.org/maven2");
  }

  @Test
  void theSystemPropertyNamesTheLocalRepositoryBeforeAllElse() throws IOException {
    write("<localRepository>/from/settings</localRepository>");
    system.setProperty("maven.repo.local", "/from/property");
    MavenSettings settings =
        MavenSettings.read(system, Map.of("MAVEN_REPO_LOCAL", "/from/environment"));
    assertThat(settings.localRepository()).isEqualTo(Path.of("/from/property"));
  }

  @Test
  void theEnvironmentNamesTheLocalRepositoryBeforeTheSettings() throws IOException {
    write("<localRepository>/from/settings</localRepository>");
    MavenSettings settings =
        MavenSettings.read(system, Map.of("MAVEN_REPO_LOCAL", "/from/environment"));
    assertThat(settings.localRepository()).isEqualTo(Path.of("/from/environment"));
  }

  @Test
  void settingsMayUseTheEnvironment() throws IOException {
    write("<localRepository>${env.CACHE}/repository</localRepository><offline>true</offline>");
    MavenSettings settings = MavenSettings.read(system, Map.of("CACHE", "/cache"));
    assertThat(settings.localRepository()).isEqualTo(Path.of("/cache/repository"));
    assertThat(settings.offline()).isTrue();
  }

  @Test
  void aMirrorTakesThePlaceOfCentral() throws IOException {
    write(
        """
        <mirrors><mirror>
          <id>near</id><url>https://mirror.example/</url><mirrorOf>*</mirrorOf>
        </mirror></mirrors>\
        """);
    MavenSettings settings = MavenSettings.read(system, Map.of());
    RemoteRepository mirror = settings.mirrors().getMirror(settings.repositories().getFirst());
    assertThat(Objects.requireNonNull(mirror).getUrl()).isEqualTo("https://mirror.example/");
  }

  @Test
  void repositoriesOfActiveProfilesComeBeforeCentral() throws IOException {
    write(
        """
        <profiles>
          <profile><id>on</id><repositories><repository>
            <id>ours</id><url>https://ours.example/</url></repository></repositories></profile>
          <profile><id>off</id><repositories><repository>
            <id>theirs</id><url>https://theirs.example/</url></repository></repositories></profile>
        </profiles>
        <activeProfiles><activeProfile>on</activeProfile></activeProfiles>\
        """);
    assertThat(MavenSettings.read(system, Map.of()).repositories())
        .extracting(RemoteRepository::getId)
        .containsExactly("ours", "central");
  }

  @Test
  void anActiveProxyIsUsedExceptForHostsItSpares() throws IOException {
    write(
        """
        <proxies><proxy><active>true</active><protocol>http</protocol><host>proxy.example</host>
          <port>3128</port><nonProxyHosts>*.near.example</nonProxyHosts></proxy></proxies>\
        """);
    var proxies = MavenSettings.read(system, Map.of()).proxies();
    assertThat(proxies.getProxy(remote("http://far.example/")))
        .satisfies(proxy -> assertThat(proxy.getHost()).isEqualTo("proxy.example"));
    assertThat(proxies.getProxy(remote("http://a.near.example/"))).isNull();
  }

  @Test
  void aServersCredentialsGoToTheRepositoryOfItsId() throws IOException {
    write(
        """
        <servers><server><id>ours</id><username>u</username><password>p</password></server>
        </servers>\
        """);
    var authentication = MavenSettings.read(system, Map.of()).authentication();
    assertThat(authentication.getAuthentication(remote("http://ours.example/"))).isNotNull();
  }

  @Test
  void settingsThatAreNotXmlAreReported() throws IOException {
    Files.createDirectories(home.resolve(".m2"));
    Files.writeString(home.resolve(".m2/settings.xml"), "<settings><oops>");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> MavenSettings.read(system, Map.of()))
        .withMessageContaining("settings.xml");
  }

  private static RemoteRepository remote(String url) {
    return new RemoteRepository.Builder("ours", "default", url).build();
  }

  private void write(String content) throws IOException {
    Files.createDirectories(home.resolve(".m2"));
    Files.writeString(home.resolve(".m2/settings.xml"), "<settings>" + content + "</settings>");
  }
}
