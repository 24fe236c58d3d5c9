package io.plimsoll.audit;

import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * The log as a server shows it, a page at a time: {@code {"events":[…],"next":…}}, each event as in
 * a line of {@link ExportedRecord}.
 */
public final class PagedRecord implements AuditRecord {
  private final String where;
  private final Pages pages;

  /**
   * @param where as findings name it
   */
  public PagedRecord(String where, Pages pages) {
    this.where = where;
    this.pages = pages;
  }

  /** Where the pages come from. */
  public interface Pages {
    /**
     * The text of one page.
     *
     * @param after what the page before gave as {@code next}; empty for the first
     */
    String page(Optional<String> after);
  }

  @Override
  public void read(Consumer<Line> each) {
    long number = 0;
    Optional<String> next = Optional.empty();
    do {
      JsonNode page = parsed(pages.page(next));
      JsonNode events = page.path("events");
      for (JsonNode event : events) {
        String place = "%s event %d".formatted(where, number++);
        each.accept(ExportedRecord.line(place, event.toString(), event));
      }
      next = Optional.of(page.path("next")).filter(JsonNode::isString).map(JsonNode::asString);
      if (events.isEmpty() && next.isPresent()) {
        throw new AuditException(where + " gives an empty page and says that more follows");
      }
    } while (next.isPresent());
  }

  private JsonNode parsed(String text) {
    try {
      JsonNode page = AuditJson.read(text);
      if (page != null && page.path("events").isArray()) {
        return page;
      }
    } catch (RuntimeException e) {
      // Said below; what a stranger sends is not repeated.
    }
    throw new AuditException(where + " does not give a page of events");
  }

  @Override
  public Optional<Head> head() {
    return Optional.empty();
  }
}
