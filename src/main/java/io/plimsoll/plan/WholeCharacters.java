package io.plimsoll.plan;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;

/**
 * Hands out text in blocks that never end inside a character, because snakeyaml-engine 3.0.1 fails
 * with IndexOutOfBoundsException when one of its blocks ends between the halves of an emoji.
 */
final class WholeCharacters extends Reader {
  private final StringReader text;

  WholeCharacters(String text) {
    this.text = new StringReader(text);
  }

  @Override
  public int read(char[] block, int offset, int length) throws IOException {
    int wanted = length > 1 ? length - 1 : length;
    int count = text.read(block, offset, wanted);
    boolean torn = count == wanted && Character.isHighSurrogate(block[offset + count - 1]);
    if (torn && length > wanted) {
      int rest = text.read(block, offset + count, 1);
      return rest < 0 ? count : count + rest;
    }
    return count;
  }

  @Override
  public void close() {
    text.close();
  }
}
