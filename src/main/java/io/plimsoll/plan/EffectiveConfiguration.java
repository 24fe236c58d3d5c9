package io.plimsoll.plan;

import java.util.List;

/**
 * A configuration and where each of its values comes from.
 *
 * @param settings in the order of the file; no secret in any of them
 */
public record EffectiveConfiguration(Configuration configuration, List<Setting> settings) {

  /**
   * One effective value.
   *
   * @param path {@code stores.old.url}
   * @param value safe to show; a secret is {@code ****}
   * @param origin {@code built-in default}, {@code site.yaml:12}, {@code environment PLIMSOLL_HOME}
   *     or {@code flag control.home}
   * @param remark what a person should know about it; may be empty
   */
  public record Setting(String path, String value, String origin, String remark) {
    String line() {
      return "%s = %s  # %s%s"
          .formatted(path, value, origin, remark.isEmpty() ? "" : "; " + remark);
    }
  }

  /** One line per value, as {@code config print --effective} prints them. */
  public List<String> describe() {
    return settings.stream().map(Setting::line).toList();
  }
}
