package io.plimsoll.plan;

/**
 * Where a value was written.
 *
 * @param file the file as the user named it, or a variable or flag
 * @param line from 1; 0 when there is no line
 * @param column from 1; 0 when there is no line
 */
record Place(String file, int line, int column) {

  static Place of(String source) {
    return new Place(source, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line;
  }
}
