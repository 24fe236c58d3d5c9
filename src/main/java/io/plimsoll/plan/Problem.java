package io.plimsoll.plan;

/**
 * One thing wrong with a file.
 *
 * @param file as the user named it
 * @param line from 1; 0 when the file as a whole is meant
 * @param column from 1; 0 when unknown
 * @param path where in the document: {@code spec.shards.names}; may be empty
 * @param message what was found and what is expected
 */
public record Problem(String file, int line, int column, String path, String message) {
  /** {@code plan.yaml:12:5 spec.soak.every: …}, as compilers print it. */
  public String text() {
    String where = line == 0 ? file : file + ":" + line + ":" + Math.max(1, column);
    return where + (path.isEmpty() ? "" : " " + path) + ": " + message;
  }
}
