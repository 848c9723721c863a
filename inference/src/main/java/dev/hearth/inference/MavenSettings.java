package dev.hearth.inference;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Profile;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Repository;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.eclipse.aether.repository.Authentication;
import org.eclipse.aether.repository.AuthenticationSelector;
import org.eclipse.aether.repository.MirrorSelector;
import org.eclipse.aether.repository.ProxySelector;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

/**
 * What Maven's settings say about resolving: {@code ~/.m2/settings.xml} over {@code
 * $MAVEN_HOME/conf/settings.xml}. The local repository is the system property {@code
 * maven.repo.local}, else the environment's {@code MAVEN_REPO_LOCAL}, else the settings', else
 * {@code ~/.m2/repository}. Profiles count if active by default or listed as active.
 *
 * @see <a href="https://maven.apache.org/settings.html">Settings reference</a>
 */
record MavenSettings(
    Path localRepository,
    boolean offline,
    List<RemoteRepository> repositories,
    MirrorSelector mirrors,
    ProxySelector proxies,
    AuthenticationSelector authentication) {
  private static final RemoteRepository CENTRAL =
      new RemoteRepository.Builder("central", "default", "https://repo.maven.apache.org/maven2")
          .build();

  static MavenSettings read() {
    return read(System.getProperties(), System.getenv());
  }

  static MavenSettings read(Properties system, Map<String, String> environment) {
    Path home = Path.of(system.getProperty("user.home", ""), ".m2");
    Settings settings = parse(home, system, environment);
    SettingsDecryptionResult secrets = decrypt(home, settings);
    return new MavenSettings(
        localRepository(home, settings, system, environment),
        settings.isOffline(),
        repositories(settings),
        mirrors(settings),
        proxies(secrets.getProxies()),
        authentication(secrets.getServers()));
  }

  private static Settings parse(Path home, Properties system, Map<String, String> environment) {
    var properties = new Properties();
    environment.forEach((name, value) -> properties.setProperty("env." + name, value));
    system.stringPropertyNames().forEach(n -> properties.setProperty(n, system.getProperty(n)));
    var request =
        new DefaultSettingsBuildingRequest()
            .setUserSettingsFile(home.resolve("settings.xml").toFile())
            .setSystemProperties(properties);
    String installation = environment.get("MAVEN_HOME");
    if (installation != null) {
      request.setGlobalSettingsFile(new File(installation, "conf/settings.xml"));
    }
    try {
      return new DefaultSettingsBuilderFactory()
          .newInstance()
          .build(request)
          .getEffectiveSettings();
    } catch (SettingsBuildingException e) {
      throw new ModelException(
          ModelException.Code.TRANSFER_FAILED,
          "Maven's settings cannot be read: " + e.getMessage(),
          e);
    }
  }

  private static SettingsDecryptionResult decrypt(Path home, Settings settings) {
    var dispatcher =
        new DefaultSecDispatcher(
            new DefaultPlexusCipher(), Map.of(), home.resolve("settings-security.xml").toString());
    return new DefaultSettingsDecrypter(dispatcher)
        .decrypt(new DefaultSettingsDecryptionRequest(settings));
  }

  private static Path localRepository(
      Path home, Settings settings, Properties system, Map<String, String> environment) {
    String property = system.getProperty("maven.repo.local");
    String variable = environment.get("MAVEN_REPO_LOCAL");
    if (property != null && !property.isBlank()) {
      return Path.of(property);
    }
    if (variable != null && !variable.isBlank()) {
      return Path.of(variable);
    }
    String setting = settings.getLocalRepository();
    return setting == null || setting.isBlank() ? home.resolve("repository") : Path.of(setting);
  }

  private static List<RemoteRepository> repositories(Settings settings) {
    List<RemoteRepository> repositories = new ArrayList<>();
    for (Profile profile : settings.getProfiles()) {
      boolean byDefault =
          profile.getActivation() != null && profile.getActivation().isActiveByDefault();
      if (byDefault || settings.getActiveProfiles().contains(profile.getId())) {
        for (Repository repository : profile.getRepositories()) {
          repositories.add(
              new RemoteRepository.Builder(repository.getId(), "default", repository.getUrl())
                  .build());
        }
      }
    }
    boolean redefined = repositories.stream().anyMatch(r -> r.getId().equals(CENTRAL.getId()));
    if (!redefined) {
      repositories.add(CENTRAL);
    }
    return List.copyOf(repositories);
  }

  private static MirrorSelector mirrors(Settings settings) {
    var mirrors = new DefaultMirrorSelector();
    for (Mirror mirror : settings.getMirrors()) {
      mirrors.add(
          mirror.getId(),
          mirror.getUrl(),
          mirror.getLayout(),
          false,
          mirror.isBlocked(),
          mirror.getMirrorOf(),
          mirror.getMirrorOfLayouts());
    }
    return mirrors;
  }

  private static ProxySelector proxies(List<Proxy> settings) {
    var proxies = new DefaultProxySelector();
    for (Proxy proxy : settings) {
      if (proxy.isActive()) {
        proxies.add(
            new org.eclipse.aether.repository.Proxy(
                proxy.getProtocol(),
                proxy.getHost(),
                proxy.getPort(),
                authentication(proxy.getUsername(), proxy.getPassword())),
            proxy.getNonProxyHosts());
      }
    }
    return proxies;
  }

  private static AuthenticationSelector authentication(List<Server> servers) {
    var selector = new DefaultAuthenticationSelector();
    for (Server server : servers) {
      selector.add(server.getId(), authentication(server.getUsername(), server.getPassword()));
    }
    return selector;
  }

  private static Authentication authentication(String username, String password) {
    return new AuthenticationBuilder().addUsername(username).addPassword(password).build();
  }
}
