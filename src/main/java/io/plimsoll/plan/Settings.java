package io.plimsoll.plan;

import io.plimsoll.plan.EffectiveConfiguration.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lists the values of a valid configuration with their origins; secrets show their origin only. */
final class Settings {
  private static final Set<String> PATHS = Set.of("home", "path", "file");
  private static final Set<String> SECRETS = Set.of("password", "token", "clientSecret");

  private final YamlDocument document;
  private final ConfigurationParts parts;
  private final List<Setting> list = new ArrayList<>();

  Settings(YamlDocument document, ConfigurationParts parts) {
    this.document = document;
    this.parts = parts;
  }

  List<Setting> list() {
    parts.root().entries().keySet().forEach(key -> add(parts.root(), key));
    return List.copyOf(list);
  }

  private void add(Section parent, String key) {
    Section at = parent.at(key);
    if (SECRETS.contains(key)) {
      secret(at);
    } else if (at.node().isObject()) {
      at.entries().keySet().forEach(child -> add(at, child));
    } else {
      Optional<Path> path = PATHS.contains(key) ? parts.path(parent, key) : Optional.empty();
      String value = path.map(Path::toString).orElse(at.node().asString());
      list.add(new Setting(at.path(), value, origin(at.path()), ""));
    }
  }

  private void secret(Section written) {
    Optional<Path> file = parts.path(written, "file");
    String from = file.map(path -> "file " + path).orElse("env " + written.text("env"));
    String remark = file.map(SecretSources::remark).orElse("");
    String origin = origin(written.path()) + "; from " + from;
    list.add(new Setting(written.path(), "****", origin, remark));
  }

  private String origin(String path) {
    Place place = document.place(path);
    return place.file().equals(ConfigurationReader.DEFAULTS) ? place.file() : place.toString();
  }
}
