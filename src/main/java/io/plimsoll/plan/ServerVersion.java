package io.plimsoll.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers a server's version begins with: {@code 16.4 (Debian 16.4-1)} is 16.4. What is not
 * written counts as zero.
 */
public record ServerVersion(List<Integer> numbers) implements Comparable<ServerVersion> {
  private static final Pattern BEGINNING = Pattern.compile("^[0-9]{1,9}(?:[.][0-9]{1,9})*");

  public ServerVersion {
    numbers = List.copyOf(numbers);
  }

  /** Empty when the text does not begin with a number. */
  public static Optional<ServerVersion> of(String text) {
    Matcher beginning = BEGINNING.matcher(text.strip());
    return beginning.find()
        ? Optional.of(
            new ServerVersion(
                Arrays.stream(beginning.group().split("[.]")).map(Integer::valueOf).toList()))
        : Optional.empty();
  }

  @Override
  public int compareTo(ServerVersion other) {
    int longest = Math.max(numbers.size(), other.numbers.size());
    for (int i = 0; i < longest; i++) {
      int compared = Integer.compare(number(i), other.number(i));
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }

  private int number(int index) {
    return index < numbers.size() ? numbers.get(index) : 0;
  }
}
