package dev.hearth.inference;

import dev.hearth.inference.ModelException.Code;
import dev.hearth.inference.ModelSource.MavenSource;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.TransferEvent;

/**
 * Resolves artifacts as Maven would: from the user's local repository, else from the remote ones of
 * the user's settings, by the same resolver.
 */
final class MavenArtifacts {
  private final Supplier<MavenSettings> settingsSource;

  MavenArtifacts() {
    this(MavenSettings::read);
  }

  MavenArtifacts(Supplier<MavenSettings> settingsSource) {
    this.settingsSource = settingsSource;
  }

  /** The jar, in the local repository. */
  Path resolve(MavenSource source, Progress.Listener listener) {
    MavenSettings settings = settingsSource.get();
    RepositorySystem system = new RepositorySystemSupplier().get();
    try (CloseableSession session = session(system, settings, listener)) {
      List<RemoteRepository> remotes =
          system.newResolutionRepositories(session, settings.repositories());
      var artifact =
          new DefaultArtifact(source.group(), source.artifact(), "jar", source.version());
      return system
          .resolveArtifact(session, new ArtifactRequest(artifact, remotes, ""))
          .getArtifact()
          .getPath();
    } catch (ArtifactResolutionException e) {
      throw failed(source, settings, e);
    } finally {
      system.shutdown();
    }
  }

  private static CloseableSession session(
      RepositorySystem system, MavenSettings settings, Progress.Listener listener) {
    return new SessionBuilderSupplier(system)
        .get()
        .setSystemProperties(System.getProperties())
        .setOffline(settings.offline())
        .setMirrorSelector(settings.mirrors())
        .setProxySelector(settings.proxies())
        .setAuthenticationSelector(settings.authentication())
        .setTransferListener(new Transfer(listener))
        .withLocalRepositoryBaseDirectories(settings.localRepository())
        .build();
  }

  private static ModelException failed(
      MavenSource source, MavenSettings settings, ArtifactResolutionException e) {
    boolean absent = e.getCause() instanceof ArtifactNotFoundException;
    String remedy =
        settings.offline()
            ? "Maven's settings say offline; allow the network or fill the local repository"
            : "check the coordinates, the network and Maven's settings";
    return new ModelException(
        absent ? Code.NOT_FOUND : Code.TRANSFER_FAILED,
        "the model '" + source + "' cannot be resolved: " + e.getMessage() + "; " + remedy,
        e);
  }

  private static final class Transfer extends AbstractTransferListener {
    private final Progress.Listener listener;

    Transfer(Progress.Listener listener) {
      this.listener = listener;
    }

    @Override
    public void transferProgressed(TransferEvent event) {
      progressed(event);
    }

    @Override
    public void transferSucceeded(TransferEvent event) {
      progressed(event);
    }

    private void progressed(TransferEvent event) {
      if (event.getResource().getResourceName().endsWith(".jar")) {
        long total = Math.max(Progress.UNKNOWN, event.getResource().getContentLength());
        listener.progressed(new Progress(event.getTransferredBytes(), total));
      }
    }
  }
}
