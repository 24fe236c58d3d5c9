package io.plimsoll.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the configuration: the built-in defaults, over them the file, over that the environment,
 * over that the flags. It reads no secret.
 */
public final class ConfigurationReader {
  /** Names the configuration file. */
  public static final String VARIABLE = "PLIMSOLL_CONFIG";

  private static final PublishedSchema SCHEMA = PublishedSchema.load("plimsoll.schema.json");
  static final String DEFAULTS = "built-in default";

  private final Map<String, String> environment;
  private final Folders folders;

  /**
   * @param environment all of it; {@code PLIMSOLL_*} is taken, the rest serves secrets
   * @param workingDirectory where relative paths of variables and flags start
   * @param userHome what {@code ~} means
   */
  public ConfigurationReader(
      Map<String, String> environment, Path workingDirectory, Path userHome) {
    this.environment = Map.copyOf(environment);
    this.folders = new Folders(workingDirectory, workingDirectory, userHome);
  }

  /**
   * The file named, else the one in {@code PLIMSOLL_CONFIG}, else {@code config/plimsoll.yaml} if
   * there is one, else the defaults alone. Throws {@link InvalidFileException} with everything that
   * is wrong.
   *
   * @param flags dotted path to value, such as {@code control.shardTasks} to {@code 4}
   */
  public EffectiveConfiguration read(Optional<Path> named, Map<String, String> flags) {
    Optional<Path> file = named.map(folders.working()::resolve).or(this::fromEnvironment);
    if (file.isEmpty()) {
      Path usual = folders.working().resolve("config").resolve("plimsoll.yaml");
      file = Optional.of(usual).filter(Files::exists);
    }
    if (file.isEmpty()) {
      return read(DEFAULTS, defaultsText(), folders, flags);
    }
    Path found = file.get().toAbsolutePath().normalize();
    Path shown = named.orElse(found);
    return read(shown.toString(), TextFile.read(found), folders.in(found.getParent()), flags);
  }

  /**
   * A configuration given as text.
   *
   * @param fileName how problems and origins name it
   * @param folder where its relative paths start
   */
  public EffectiveConfiguration read(
      String fileName, String text, Path folder, Map<String, String> flags) {
    return read(fileName, text, folders.in(folder), flags);
  }

  private EffectiveConfiguration read(
      String fileName, String text, Folders where, Map<String, String> flags) {
    YamlDocument document = YamlReading.read(DEFAULTS, defaultsText()).document();
    YamlReading.Result file = YamlReading.read(fileName, text);
    document.layOver(file.document());
    var overrides = new Overrides(document);
    overrides.environment(environment);
    overrides.flags(flags);
    var found = new ArrayList<Problem>(file.problems());
    found.addAll(overrides.problems());
    return judged(document, found, where);
  }

  private EffectiveConfiguration judged(YamlDocument document, List<Problem> found, Folders where) {
    var problems = new Problems(document, found);
    SCHEMA.check(document, problems);
    var root = new Section(document.root(), DocumentPath.ROOT, problems);
    var parts = new ConfigurationParts(root, where, new SecretSources(environment), document);
    Configuration configuration = parts.configuration();
    problems.throwIfAny();
    return new EffectiveConfiguration(configuration, new Settings(document, parts).list());
  }

  private Optional<Path> fromEnvironment() {
    try {
      return Optional.ofNullable(environment.get(VARIABLE)).map(folders::resolve);
    } catch (InvalidPathException e) {
      String message = "found something that is no path, expected the configuration file";
      throw new InvalidFileException(
          List.of(new Problem("environment " + VARIABLE, 0, 0, "", message)));
    }
  }

  private static String defaultsText() {
    String name = "/io/plimsoll/config/plimsoll.yaml";
    try (InputStream in = ConfigurationReader.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name, e);
    }
  }
}
