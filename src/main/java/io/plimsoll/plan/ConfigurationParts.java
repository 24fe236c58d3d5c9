package io.plimsoll.plan;

import io.plimsoll.common.Secret;
import io.plimsoll.plan.Configuration.ControlConfig;
import io.plimsoll.plan.Configuration.FilesConfig;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.Configuration.ServerConfig;
import io.plimsoll.plan.Configuration.StoreConfig;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the records of a configuration from its sections, and says what no schema can. */
final class ConfigurationParts {
  private final Section root;
  private final Folders folders;
  private final SecretSources secrets;
  private final YamlDocument document;

  ConfigurationParts(Section root, Folders folders, SecretSources secrets, YamlDocument document) {
    this.root = root;
    this.folders = folders;
    this.secrets = secrets;
    this.document = document;
  }

  /** Worth something only when no problem was found. */
  Configuration configuration() {
    Map<String, StoreConfig> stores = stores();
    ServerConfig server = new ServerParts().server(root.at("server"));
    return new Configuration(
        stores,
        new RouteParts(this, stores).routes(),
        control(),
        server,
        new PeopleParts(this, server).people(root.at("people")),
        advisories());
  }

  /** A list of the owner's comes beside the built-in one, never in its place. */
  private List<Advisory> advisories() {
    var all = new ArrayList<>(AdvisoryList.shipped());
    path(root.at("control"), "advisories").ifPresent(file -> all.addAll(AdvisoryList.read(file)));
    return List.copyOf(all);
  }

  private Map<String, StoreConfig> stores() {
    var stores = new LinkedHashMap<String, StoreConfig>();
    root.at("stores")
        .entries()
        .forEach((name, written) -> store(name, written).ifPresent(s -> stores.put(name, s)));
    return Collections.unmodifiableMap(stores);
  }

  private Optional<StoreConfig> store(String name, Section written) {
    return switch (written.text("type")) {
      case "postgresql" -> Optional.of(postgres(name, written));
      case "files" -> Optional.of(files(name, written));
      default -> Optional.empty();
    };
  }

  private PostgresConfig postgres(String name, Section written) {
    String url = written.text("url");
    if (!url.isBlank()) {
      PostgresUrl.fault(url).ifPresent(fault -> written.problem("url", fault));
    }
    return new PostgresConfig(
        name,
        url,
        written.text("user"),
        secret(written.at("password")),
        domain(written.at("domain")),
        written.text("environment"));
  }

  Optional<Secret> secret(Section written) {
    Optional<String> variable = written.optionalText("env");
    return variable.isPresent()
        ? variable.map(secrets::fromVariable)
        : path(written, "file").map(secrets::fromFile);
  }

  private FilesConfig files(String name, Section written) {
    return new FilesConfig(
        name,
        path(written, "path").orElse(folders.working()),
        domain(written.at("domain")),
        written.text("environment"));
  }

  private static FailureDomain domain(Section written) {
    return new FailureDomain(
        written.optionalText("site"),
        written.optionalText("array"),
        written.optionalText("host"),
        written.optionalText("account"));
  }

  private ControlConfig control() {
    Section control = root.at("control");
    return new ControlConfig(
        path(control, "home").orElse(folders.working()),
        control.number("shardTasks", 1),
        control.number("streams", 1),
        new AuditParts(this).audit(control.at("audit")));
  }

  /** The absolute path at a key, when there is a usable one. */
  Optional<Path> path(Section written, String key) {
    String text = written.text(key);
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(folders.resolve(text, document.place(written.pathOf(key))));
    } catch (InvalidPathException e) {
      written.problem(key, "found characters that no path can hold, expected a path");
      return Optional.empty();
    }
  }

  Section root() {
    return root;
  }
}
